package engine

import (
	"slices"
	"strconv"

	"glyphlab/engine/problem"
)

func (l Conv) describeConnections() string {
	if l.Connections == nil {
		return ""
	}
	n := 0
	for _, sees := range l.Connections {
		n += len(sees)
	}
	return ", " + strconv.Itoa(n) + " connections"
}

// inputs returns how many values a filter sums, on average and at least 1, for
// an input of so many channels. The error says what is wrong with the
// connections.
func (l Conv) inputs(channels int) (int, error) {
	if l.Connections == nil {
		return l.Kernel * l.Kernel * channels, nil
	}
	if len(l.Connections) != l.Filters {
		return 0, problem.New("it has connections of ", len(l.Connections), " filters: it needs those of all ", l.Filters)
	}
	n := 0
	for f, sees := range l.Connections {
		last := -1
		for _, c := range sees {
			if c <= last || c >= channels {
				return 0, problem.New("filter ", f, " is connected to channel ", c, ": the channels are 0 to ", channels-1, ", each at most once and in ascending order")
			}
			last = c
		}
		n += len(sees)
	}
	return max(1, l.Kernel*l.Kernel*n/l.Filters), nil
}

// disconnect marks the weights of the connections that there are not.
func (l Conv) disconnect(weights *Parameter) {
	if l.Connections == nil || weights.unconnected != nil {
		return
	}
	channels := weights.Shape[2]
	for i := range weights.size() {
		if c := i / l.Filters % channels; !slices.Contains(l.Connections[i%l.Filters], c) {
			weights.unconnected = append(weights.unconnected, i)
		}
	}
}
