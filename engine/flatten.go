package engine

// Flatten makes one row of an image's values, in the order height, width,
// channel.
type Flatten struct{}

func (Flatten) kind() string     { return "flatten" }
func (Flatten) describe() string { return "flatten" }

// flatten computes nothing: the values lie in that order already, and its
// input and output are the same memory.
type flatten struct{}

func (Flatten) build(b *builder) (operation, *tensor, error) {
	return flatten{}, &tensor{shape: Shape{1, 1, b.in.shape.Size()}, values: b.in.values}, nil
}

func (flatten) forward(*pass)    {}
func (flatten) backward(*pass)   {}
func (flatten) sharesGradients() {}
