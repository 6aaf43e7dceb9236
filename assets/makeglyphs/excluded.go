package main

import (
	_ "embed"
	"fmt"
	"path"
	"strings"
)

//go:embed excluded.txt
var excludedList string

// parseExcluded reads one file name and the reason a line; # begins a
// comment.
func parseExcluded(list string) (map[string]string, error) {
	reasons := map[string]string{}
	for n, line := range strings.Split(list, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		file, reason, ok := strings.Cut(line, " ")
		if !ok {
			return nil, fmt.Errorf("excluded.txt, line %d: expected a file's name and the reason, got %q", n+1, line)
		}
		reasons[file] = strings.TrimSpace(reason)
	}
	return reasons, nil
}

// exclude takes out the faces of the listed files. A file that no face comes
// from is an error: the list would be out of date.
func exclude(faces []Face, reasons map[string]string) (rest []Face, rejected []Rejection, err error) {
	found := map[string]bool{}
	for _, face := range faces {
		file := path.Base(face.Path)
		if reason, ok := reasons[file]; ok {
			found[file] = true
			rejected = append(rejected, Rejection{face, ruleByEye, reason})
			continue
		}
		rest = append(rest, face)
	}
	for file := range reasons {
		if !found[file] {
			return nil, nil, fmt.Errorf("excluded.txt names %s, which no package of the list has", file)
		}
	}
	return rest, rejected, nil
}
