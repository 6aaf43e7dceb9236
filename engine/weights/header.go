package weights

import (
	"strconv"
	"strings"

	"glyphlab/engine/problem"
	"glyphlab/engine/run"
)

// The header's first line, but for the version and the line feed.
const magic = "glyphlab weights "

const (
	version   = "1"
	maxHeader = 16 << 10 // bytes, the empty line included
)

// header returns a file's header with its empty line.
func (w *Weights) header() string {
	var b strings.Builder
	b.WriteString(magic + version + "\n")
	line := func(name, value string) {
		b.WriteString(name)
		b.WriteByte('=')
		b.WriteString(value)
		b.WriteByte('\n')
	}
	line("preset", w.Settings.Preset)
	for _, f := range run.Fields {
		if f.Name != "preset" {
			line(f.Name, f.Value(w.Settings))
		}
	}
	line("height", strconv.Itoa(w.Height))
	line("width", strconv.Itoa(w.Width))
	for _, class := range w.Classes {
		line("class", class)
	}
	line("state", choose(w.Done, "done", "stopped"))
	line("taken", strconv.Itoa(w.Taken))
	if w.Tested > 0 {
		line("test", strconv.Itoa(w.Correct)+"/"+strconv.Itoa(w.Tested))
	}
	line("sha256", w.SHA256)
	line("type", choose(w.Half, "float16", "float32"))
	line("count", strconv.Itoa(len(w.Values)))
	b.WriteByte('\n')
	return b.String()
}

func choose(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

// parse undoes header, of which text is all but the first line and the empty
// one. What it returns has been checked, but for the values, which are still to
// be read: so many.
func parse(text string) (*Weights, int, error) {
	w, count := new(Weights), 0
	seen := map[string]bool{}
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		name, value, ok := strings.Cut(line, "=")
		switch {
		case !ok:
			return nil, 0, problem.New("its header has the line ", strconv.Quote(line), ", which is not name=value")
		case len(seen) == 0 && name != "preset":
			return nil, 0, problem.New("its header begins with ", name, ", not with the preset")
		case seen[name] && name != "class":
			return nil, 0, problem.New("its header has ", name, " twice")
		}
		seen[name] = true
		var err error
		if name == "count" {
			count, err = strconv.Atoi(value)
		} else {
			err = w.set(name, value)
		}
		if err != nil {
			return nil, 0, problem.New("its header has ", name, "=", value, ": ", err)
		}
	}
	for _, name := range required {
		if !seen[name] {
			return nil, 0, problem.New("its header does not say ", name, "=")
		}
	}
	return w, count, w.check(count)
}

var required = [...]string{"height", "width", "class", "state", "taken", "sha256", "type", "count"}

// set takes one line.
func (w *Weights) set(name, value string) (err error) {
	switch name {
	case "preset":
		preset, err := run.FindPreset(value)
		w.Settings = preset.Defaults
		return err
	case "height":
		w.Height, err = strconv.Atoi(value)
	case "width":
		w.Width, err = strconv.Atoi(value)
	case "class":
		w.Classes = append(w.Classes, value)
	case "state":
		w.Done, err = either(value, "done", "stopped")
	case "taken":
		w.Taken, err = strconv.Atoi(value)
	case "test":
		correct, tested, _ := strings.Cut(value, "/")
		if w.Correct, err = strconv.Atoi(correct); err == nil {
			w.Tested, err = strconv.Atoi(tested)
		}
	case "sha256":
		w.SHA256 = value
	case "type":
		w.Half, err = either(value, "float16", "float32")
	default:
		field, ok := run.FindField(name)
		if !ok {
			return problem.New("this program does not know it; a later version may")
		}
		return field.Set(&w.Settings, value)
	}
	return err
}

// either reports whether value is a; it is an error unless it is a or b.
func either(value, a, b string) (bool, error) {
	if value != a && value != b {
		return false, problem.New("it is ", a, " or ", b)
	}
	return value == a, nil
}
