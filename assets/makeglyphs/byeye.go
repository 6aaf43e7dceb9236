package main

import (
	_ "embed"
	"fmt"
	"path"
	"strings"
)

var (
	//go:embed excluded.txt
	excludedList string
	//go:embed readable.txt
	readableList string
)

// A judgement is what a look at a contact sheet said of the files whose names
// match a pattern of path.Match.
type judgement struct{ pattern, words string }

// parseJudgements reads one pattern and the words on it a line; # begins a
// comment.
func parseJudgements(list string) ([]judgement, error) {
	var judgements []judgement
	for n, line := range strings.Split(list, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		pattern, words, ok := strings.Cut(line, " ")
		if _, err := path.Match(pattern, ""); !ok || err != nil {
			return nil, fmt.Errorf("line %d: expected a pattern of file names and words on them, got %q", n+1, line)
		}
		judgements = append(judgements, judgement{pattern, strings.TrimSpace(words)})
	}
	return judgements, nil
}

// judge finds the words of a list on each face, "" if there are none. A
// pattern that no face matches is an error: the list would be out of date.
func judge(faces []Face, list string) ([]string, error) {
	judgements, err := parseJudgements(list)
	if err != nil {
		return nil, err
	}
	used := make([]bool, len(judgements))
	words := make([]string, len(faces))
	for i := range faces {
		for n, j := range judgements {
			if ok, _ := path.Match(j.pattern, path.Base(faces[i].Path)); ok {
				used[n], words[i] = true, j.words
			}
		}
	}
	for n, j := range judgements {
		if !used[n] {
			return nil, fmt.Errorf("%s is none of the packages' files", j.pattern)
		}
	}
	return words, nil
}

// exclude takes out the faces that are to be left out by eye, and marks those
// that can be read.
func exclude(faces []Face) (rest []Face, rejected []Rejection, err error) {
	excluded, err := judge(faces, excludedList)
	if err != nil {
		return nil, nil, fmt.Errorf("excluded.txt: %w", err)
	}
	readable, err := judge(faces, readableList)
	if err != nil {
		return nil, nil, fmt.Errorf("readable.txt: %w", err)
	}
	for i, face := range faces {
		if excluded[i] != "" {
			rejected = append(rejected, Rejection{face, ruleByEye, excluded[i]})
			continue
		}
		face.Readable = readable[i] != ""
		rest = append(rest, face)
	}
	return rest, rejected, nil
}
