package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"glyphlab/engine/run"
)

// A settingsFlags has what was given for the flags of a run's settings: one for
// each of [run.Fields] but the data, by its name.
type settingsFlags map[string]string

// define adds the flags.
func (given settingsFlags) define(flags *flag.FlagSet) {
	for _, f := range run.Fields {
		if f.Name != "data" {
			flags.Func(f.Name, "", func(text string) error {
				given[f.Name] = text
				return nil
			})
		}
	}
}

// settings returns the settings that were given: those of the preset, but for
// the others. The error names every one that is out of bounds.
func (given settingsFlags) settings() (run.Settings, error) {
	settings := run.Defaults()
	if name, ok := given["preset"]; ok {
		s, err := settings.WithPreset(name)
		if err != nil {
			return settings, err
		}
		settings = s
	}
	var problems []error
	for _, f := range run.Fields {
		if text, ok := given[f.Name]; ok && f.Name != "preset" {
			if err := f.Set(&settings, text); err != nil {
				problems = append(problems, err)
			}
		}
	}
	return settings, errors.Join(problems...)
}

// printUsage says what each of the flags is for.
func (settingsFlags) printUsage(w io.Writer) {
	defaults := run.Defaults()
	for _, f := range run.Fields {
		if f.Name != "data" {
			fmt.Fprintf(w, "  -%-12s %s %s, unless the preset says otherwise %s\n", f.Name, f.Help, f.Bounds(), f.Value(defaults))
		}
	}
}

// trainCommand returns the command line that trains with these settings on the
// data at a path, or the bundled data if that is empty.
func trainCommand(s run.Settings, data string) string {
	words := []string{"glyphlab", "train"}
	if data != "" {
		words = append(words, "-data", quoted(data))
	}
	words = append(words, "-preset", s.Preset)
	base := run.Defaults()
	if p, err := run.FindPreset(s.Preset); err == nil {
		base = p.Defaults
	}
	for _, f := range run.Fields {
		if value := f.Value(s); f.Name != "data" && f.Name != "preset" && value != f.Value(base) {
			words = append(words, "-"+f.Name, quoted(value))
		}
	}
	return strings.Join(words, " ")
}

// quoted writes a word as a shell reads it.
func quoted(word string) string {
	plain := word != "" && strings.IndexFunc(word, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./,:=+@%", r)
	}) < 0
	if plain {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
