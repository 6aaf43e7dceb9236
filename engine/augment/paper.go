package augment

// Paper is an image with a border one pixel wide around it, so that neighbours
// and what is just outside need no cases of their own.
type paper struct {
	width, stride int
	pixels        []byte
}

func newPaper(height, width int) paper {
	return paper{width, width + 2, make([]byte, (height+2)*(width+2))}
}

// put puts an image on the paper, each pixel xor flip: 0 for the image itself,
// 255 for its negative. The border is background.
func (p *paper) put(image []byte, flip byte) {
	for i := range p.pixels {
		p.pixels[i] = flip
	}
	for at := p.stride + 1; len(image) > 0; at += p.stride {
		row := p.pixels[at:][:p.width]
		for x, pixel := range image[:p.width] {
			row[x] = pixel ^ flip
		}
		image = image[p.width:]
	}
}
