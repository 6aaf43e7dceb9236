package kernel

// The largest tile that any machine here uses.
const (
	maxTileRows    = 8
	maxTileColumns = 16
	maxTile        = maxTileRows * maxTileColumns
)

// sums are a tile's sums, row after row.
type sums [maxTile]float32
