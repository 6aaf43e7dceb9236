package importer

import "glyphlab/engine/dataset"

// samples returns at most n images of each class as they will be written,
// those for training first.
func (p *plan) samples(n int) ([][][]byte, error) {
	if n == 0 {
		return nil, nil
	}
	all := make([][][]byte, len(p.c.classes.sort()))
	for _, split := range [3]dataset.Split{dataset.Training, dataset.Validation, dataset.Test} {
		for _, i := range p.order(split) {
			label := p.c.classes.label(p.c.picture(int(i)).class)
			if len(all[label]) == n {
				continue
			}
			pixels := make([]byte, p.c.height*p.c.width)
			if err := p.c.pixels(pixels, int(i)); err != nil {
				return nil, err
			}
			all[label] = append(all[label], pixels)
		}
	}
	return all, nil
}
