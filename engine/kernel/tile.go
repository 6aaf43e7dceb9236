package kernel

// The largest tile that any machine here uses.
const (
	maxTileRows    = 6
	maxTileColumns = 32
	maxTile        = 96
)

// sums are a tile's sums, row after row.
type sums [maxTile]float32
