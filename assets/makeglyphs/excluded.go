package main

import (
	_ "embed"
	"fmt"
	"path"
	"strings"
)

//go:embed excluded.txt
var excludedList string

// An exclusion is a pattern of path.Match for the names of files that are left
// out, and why.
type exclusion struct{ pattern, reason string }

// parseExcluded reads one pattern and the reason a line; # begins a comment.
func parseExcluded(list string) ([]exclusion, error) {
	var exclusions []exclusion
	for n, line := range strings.Split(list, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		pattern, reason, ok := strings.Cut(line, " ")
		if _, err := path.Match(pattern, ""); !ok || err != nil {
			return nil, fmt.Errorf("excluded.txt, line %d: expected a pattern of file names and the reason, got %q", n+1, line)
		}
		exclusions = append(exclusions, exclusion{pattern, strings.TrimSpace(reason)})
	}
	return exclusions, nil
}

// exclude takes out the faces of the files that match. A pattern that no face
// matches is an error: the list would be out of date.
func exclude(faces []Face, exclusions []exclusion) (rest []Face, rejected []Rejection, err error) {
	used := make([]bool, len(exclusions))
next:
	for _, face := range faces {
		for i, e := range exclusions {
			if ok, _ := path.Match(e.pattern, path.Base(face.Path)); ok {
				used[i] = true
				rejected = append(rejected, Rejection{face, ruleByEye, e.reason})
				continue next
			}
		}
		rest = append(rest, face)
	}
	for i, e := range exclusions {
		if !used[i] {
			return nil, nil, fmt.Errorf("excluded.txt has %s, which is no file of the packages", e.pattern)
		}
	}
	return rest, rejected, nil
}
