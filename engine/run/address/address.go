// Package address writes a run's settings as the query of a page's address,
// such as /?preset=maxpool&seed=3, and reads it back.
//
// It is not part of package run because the worker, which takes settings as
// they are, would carry net/url for nothing.
package address

import (
	"fmt"
	"net/url"
	"strings"

	"glyphlab/engine/run"
)

// Address is what the part of a page's address behind the question mark says.
type Address struct {
	Settings run.Settings
	Run      bool     // &run: start at once
	Workers  int      // &workers=2: how many share each step; 0 if the address leaves it open
	HasData  bool     // the address names its data; else the server chooses
	Bench    []string // &bench=stride,maxpool: presets whose speed to measure at once; nil if none is asked for

	// &search=, &budget= and &search-seed=: a search for settings, as it would be
	// typed; it is not read here. Space has a line for each setting.
	Space, Budget, SearchSeed string

	Problems []error // what could not be read, each in words for a person
}

// Parse reads a query such as preset=maxpool&seed=3&run, with or without its
// question mark. What it cannot read keeps the preset's default and is named
// in Problems; it never fails as a whole.
func Parse(query string) Address {
	a := Address{Settings: run.Defaults()}
	values := map[string]string{}
	var order []string
	for part := range strings.SplitSeq(strings.TrimPrefix(query, "?"), "&") {
		if part == "" {
			continue
		}
		key, value, _ := strings.Cut(part, "=")
		k, err := url.QueryUnescape(key)
		v, err2 := url.QueryUnescape(value)
		if err != nil || err2 != nil {
			a.Problems = append(a.Problems, fmt.Errorf("the address has %q, which is not written as an address is", part))
			continue
		}
		if _, twice := values[k]; twice {
			a.Problems = append(a.Problems, fmt.Errorf("the address names %s twice; the first one counts", k))
			continue
		}
		values[k] = v
		order = append(order, k)
	}
	// The preset first: the other settings depart from its defaults.
	if name, ok := values["preset"]; ok {
		if s, err := a.Settings.WithPreset(name); err == nil {
			a.Settings = s
		} else {
			a.Problems = append(a.Problems, err)
		}
	}
	for _, key := range order {
		switch f, known := run.FindField(key); {
		case key == "preset":
		case key == "run":
			a.Run = true
		case key == "workers":
			n, err := run.ParseWorkers(values[key])
			if err != nil {
				a.Problems = append(a.Problems, err)
			}
			a.Workers = n
		case key == "bench":
			presets, err := run.ParseBench(values[key])
			if err != nil {
				a.Problems = append(a.Problems, err)
			}
			a.Bench = presets
		case key == "search":
			a.Space = strings.ReplaceAll(values[key], ";", "\n")
		case key == "budget":
			a.Budget = values[key]
		case key == "search-seed":
			a.SearchSeed = values[key]
		case !known:
			a.Problems = append(a.Problems, fmt.Errorf("the address names %q, which is no setting", key))
		default:
			if err := f.Set(&a.Settings, values[key]); err != nil {
				a.Problems = append(a.Problems, err)
			} else if key == "data" {
				a.HasData = true
			}
		}
	}
	if _, named := values["workers"]; named && a.Workers == 0 {
		a.Bench = nil // it is not known what to measure
	}
	return a
}

// Query returns the shortest query that [Parse] reads as these settings: the
// data, the preset, the seed, the steps, and what else departs from the
// preset's defaults.
func Query(s run.Settings) string {
	base := run.Defaults()
	if p, err := run.FindPreset(s.Preset); err == nil {
		base = p.Defaults
	}
	var b strings.Builder
	for _, key := range []string{"data", "preset", "seed", "steps"} {
		f, _ := run.FindField(key)
		writePair(&b, f, s)
	}
	for _, f := range run.Fields {
		switch f.Name {
		case "data", "preset", "seed", "steps":
		default:
			if f.Value(s) != f.Value(base) {
				writePair(&b, f, s)
			}
		}
	}
	return b.String()
}

// SearchQuery returns what is to follow [Query] so that the address describes a
// search too; nothing if the space, a line for each setting, is empty.
func SearchQuery(space, budget, seed string) string {
	if space == "" {
		return ""
	}
	return "&search=" + url.QueryEscape(strings.ReplaceAll(space, "\n", ";")) +
		"&budget=" + url.QueryEscape(budget) + "&search-seed=" + url.QueryEscape(seed)
}

func writePair(b *strings.Builder, f run.Field, s run.Settings) {
	if b.Len() > 0 {
		b.WriteByte('&')
	}
	b.WriteString(f.Name)
	b.WriteByte('=')
	b.WriteString(url.QueryEscape(f.Value(s)))
}
