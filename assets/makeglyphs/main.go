// Command makeglyphs renders the bundled data set: the letters A to J of
// openly licensed typefaces in Debian packages, drawn by notMNIST's recipe.
// It writes open.glyphs.br and CREDITS.md, the same bytes whenever it reads
// the same packages.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "makeglyphs:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	list := flag.String("packages", "", "a file of Debian packages and versions to read in place of the program's own list")
	folder := flag.String("debs", filepath.Join(cache, "glyphlab", "debs"), "where the packages are kept once downloaded")
	out := flag.String("out", "assets", "the folder for open.glyphs.br and CREDITS.md")
	sheets := flag.String("sheets", "", "a folder for contact sheets of what is kept and what is left out, for judging the rules by eye")
	flag.Parse()

	text := packageList
	if *list != "" {
		content, err := os.ReadFile(*list)
		if err != nil {
			return fmt.Errorf("read the list of packages: %w", err)
		}
		text = string(content)
	}
	packages, err := parsePackages(text)
	if err != nil {
		return fmt.Errorf("read the list of packages: %w", err)
	}
	if err := fetch(ctx, *folder, packages); err != nil {
		return err
	}
	c, err := collect(ctx, *folder, packages)
	if err != nil {
		return err
	}
	if *sheets != "" {
		if err := c.writeSheets(*sheets); err != nil {
			return err
		}
	}
	var set, credits bytes.Buffer
	if err := c.write(&set); err != nil {
		return err
	}
	c.credit(&credits)
	if err := os.WriteFile(filepath.Join(*out, "open.glyphs.br"), set.Bytes(), 0o644); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(*out, "CREDITS.md"), credits.Bytes(), 0o644); err != nil {
		return err
	}
	c.report(os.Stdout, set.Len())
	return nil
}
