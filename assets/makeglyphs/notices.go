package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"path"
	"regexp"
	"strings"
)

// Notices is what a Debian package says about licences.
type Notices struct {
	copyright string            // the terms of its files in general
	tex       map[string]texTag // of a TeX Live package, by folder of texmf-dist
}

// texTag is a TeX package's name and its licence in TeX Live's words.
type texTag struct{ name, licence string }

// readNotices reads a package's copyright file and, of TeX Live, its list of
// licences.
func readNotices(files map[string][]byte) (Notices, error) {
	var notices Notices
	for name, content := range files {
		switch path.Base(name) {
		case "copyright":
			notices.copyright = packageTerms(string(content))
		case "Licenses.gz":
			unzipped, err := gzip.NewReader(bytes.NewReader(content))
			if err != nil {
				return notices, fmt.Errorf("unzip %s: %w", name, err)
			}
			if notices.tex, err = texLicences(bufio.NewScanner(unzipped)); err != nil {
				return notices, fmt.Errorf("read %s: %w", name, err)
			}
		}
	}
	return notices, nil
}

// packagingTerms is, in a copyright file of no fixed form, what follows the
// first word on the packaging's own licence.
var packagingTerms = regexp.MustCompile(`(?s)\b[Tt]he( current)? Debian packaging\b.*`)

// packageTerms returns the terms under which a package's upstream files
// stand: in Debian's machine-readable form, those of the first Files
// paragraph that is not about the packaging; else the whole text up to the
// packaging's.
func packageTerms(copyright string) string {
	paragraphs := strings.Split(strings.ReplaceAll(copyright, "\r\n", "\n"), "\n\n")
	var files string
	for _, p := range paragraphs {
		if value, ok := field(p, "Files"); ok && !strings.HasPrefix(value, "debian/") {
			files = p
			break
		}
	}
	if files == "" {
		// The packaging has terms of its own, mostly at the end.
		return packagingTerms.ReplaceAllString(copyright, "")
	}
	terms, _ := field(files, "License")
	name, body, _ := strings.Cut(terms, "\n")
	if body != "" {
		return terms
	}
	for _, p := range paragraphs {
		if text, ok := field(p, "License"); ok && strings.HasPrefix(text, name+"\n") {
			if _, isFiles := field(p, "Files"); !isFiles {
				return text
			}
		}
	}
	return terms
}

// field returns the value of a paragraph's field with its continuation lines.
func field(paragraph, name string) (string, bool) {
	lines := strings.Split(paragraph, "\n")
	for i, line := range lines {
		value, ok := strings.CutPrefix(line, name+":")
		if !ok {
			continue
		}
		for _, next := range lines[i+1:] {
			if !strings.HasPrefix(next, " ") && !strings.HasPrefix(next, "\t") {
				break
			}
			value += "\n" + strings.TrimSpace(next)
		}
		return strings.TrimSpace(value), true
	}
	return "", false
}

// texLicences reads Debian's list of TeX Live's licences: lines "package:
// licence …", each followed by the folders that are the package's.
func texLicences(lines *bufio.Scanner) (map[string]texTag, error) {
	tags := map[string]texTag{}
	var tag texTag
	for lines.Scan() {
		line := lines.Text()
		if folder, ok := strings.CutSuffix(line, "/*"); ok && strings.HasPrefix(line, "texmf-dist/") {
			tags[folder] = tag
		} else if name, licence, ok := strings.Cut(line, ": "); ok {
			tag = texTag{name, licence}
		}
	}
	return tags, lines.Err()
}

// texPackage returns the TeX package that a file of TeX Live belongs to.
func (n Notices) texPackage(file string) (texTag, bool) {
	_, inside, ok := strings.Cut(file, "texlive/")
	if !ok {
		return texTag{}, false
	}
	for folder := path.Dir(inside); folder != "."; folder = path.Dir(folder) {
		if tag, ok := n.tex[folder]; ok {
			return tag, true
		}
	}
	return texTag{}, false
}
