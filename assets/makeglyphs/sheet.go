package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A contact sheet shows sheetColumns × sheetRows faces, each a row of ten
// letters, for judging the rules by eye.
const (
	sheetColumns = 4
	sheetRows    = 32
	gap          = 4
)

// writeSheets draws contact sheets of the kept faces and of those that each
// rule left out after they were rendered; beside each is a list of its faces
// in reading order.
func (c *Collection) writeSheets(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	var kept []Rejection
	for i := range c.Kept {
		kept = append(kept, Rejection{c.Kept[i], "", c.Splits[i].String() + " " + c.Families[i]})
	}
	if err := writeSheetsOf(folder, "kept", kept); err != nil {
		return err
	}
	for _, rule := range []string{ruleAlike, ruleDuplicate, ruleSymbol} {
		var out []Rejection
		for _, r := range c.Rejected {
			if r.Rule == rule {
				out = append(out, r)
			}
		}
		if rule == ruleSymbol {
			slices.SortStableFunc(out, func(a, b Rejection) int { return cmp.Compare(b.Detail, a.Detail) })
		}
		if err := writeSheetsOf(folder, strings.ReplaceAll(rule, " ", "-"), out); err != nil {
			return err
		}
	}
	return nil
}

func writeSheetsOf(folder, name string, faces []Rejection) error {
	for n := 0; len(faces) > 0; n++ {
		some := faces[:min(len(faces), sheetColumns*sheetRows)]
		faces = faces[len(some):]
		base := filepath.Join(folder, fmt.Sprintf("%s-%02d", name, n))
		if err := writeSheet(base, some); err != nil {
			return err
		}
	}
	return nil
}

func writeSheet(base string, faces []Rejection) (err error) {
	const width = classes*side + 3*gap
	sheet := image.NewGray(image.Rect(0, 0, sheetColumns*width, sheetRows*(side+gap)))
	for i := range sheet.Pix {
		sheet.Pix[i] = 96
	}
	list, err := os.Create(base + ".txt")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, list.Close()) }()
	lines := bufio.NewWriter(list)
	for i := range faces {
		left, top := i%sheetColumns*width, i/sheetColumns*(side+gap)
		for c := range classes {
			for p, v := range faces[i].Letters[c] {
				sheet.SetGray(left+c*side+p%side, top+p/side, color.Gray{Y: v})
			}
		}
		f := &faces[i]
		fmt.Fprintf(lines, "%d,%d\t%s\t%s\t%s\t%s\t%s\n", i/sheetColumns, i%sheetColumns, f.Family, f.Detail, f.Package.Name, f.Path, f.Licence)
	}
	picture, err := os.Create(base + ".png")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, picture.Close()) }()
	return errors.Join(lines.Flush(), png.Encode(picture, sheet))
}
