package main

import (
	"archive/tar"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
)

// Package is one Debian package at one version.
type Package struct{ Name, Version string }

func (p Package) String() string { return p.Name + "=" + p.Version }

// archive is the pattern of the file name that apt-get gives the package.
func (p Package) archive() string {
	return p.Name + "_" + strings.ReplaceAll(p.Version, ":", "%3a") + "_*.deb"
}

//go:embed packages.txt
var packageList string

// parsePackages reads one "name version" a line; # begins a comment.
func parsePackages(list string) ([]Package, error) {
	var packages []Package
	for n, line := range strings.Split(list, "\n") {
		text, _, _ := strings.Cut(line, "#")
		switch fields := strings.Fields(text); len(fields) {
		case 0:
		case 2:
			packages = append(packages, Package{fields[0], fields[1]})
		default:
			return nil, fmt.Errorf("line %d: expected a package's name and version, got %q", n+1, line)
		}
	}
	return packages, nil
}

// fetch downloads into folder the packages that it does not hold yet. apt-get
// checks them against Debian's signatures; nothing is installed.
func fetch(ctx context.Context, folder string, packages []Package) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	missing, err := absent(folder, packages)
	if err != nil || len(missing) == 0 {
		return err
	}
	for _, tool := range []string{"apt-get", "dpkg-deb"} {
		if _, err := exec.LookPath(tool); err != nil {
			return fmt.Errorf("the typefaces come from Debian packages and %s is not here; run this on Debian 12 (a container will do): %w", tool, err)
		}
	}
	fmt.Fprintf(os.Stderr, "downloading %d packages to %s\n", len(missing), folder)
	if aptGet(ctx, folder, download(missing)...) != nil {
		// Most likely apt's lists are missing or old, as in a fresh container.
		if err := aptGet(ctx, folder, "update"); err != nil {
			return fmt.Errorf("apt-get could neither download the packages nor update its lists; run apt-get update as root and try again: %w", err)
		}
		if err := aptGet(ctx, folder, download(missing)...); err != nil {
			return fmt.Errorf("apt-get cannot download the packages; if a version is gone from the mirror, change it in packages.txt: %w", err)
		}
	}
	missing, err = absent(folder, packages)
	if err == nil && len(missing) > 0 {
		err = fmt.Errorf("apt-get downloaded all but %v", missing)
	}
	return err
}

func absent(folder string, packages []Package) ([]Package, error) {
	var missing []Package
	for _, p := range packages {
		found, err := filepath.Glob(filepath.Join(folder, p.archive()))
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			missing = append(missing, p)
		}
	}
	return missing, nil
}

func download(packages []Package) []string {
	arguments := []string{"--quiet", "download"}
	for _, p := range packages {
		arguments = append(arguments, p.String())
	}
	return arguments
}

func aptGet(ctx context.Context, folder string, arguments ...string) error {
	command := exec.CommandContext(ctx, "apt-get", arguments...)
	command.Dir = folder
	command.Stdout, command.Stderr = os.Stderr, os.Stderr
	return command.Run()
}

// Contents is what a package holds that matters here, by path.
type Contents struct {
	Fonts   map[string][]byte // TrueType, OpenType and Type 1 files
	Notices map[string][]byte // what Debian says about licences
}

// unpack reads a downloaded package without writing it out.
func unpack(ctx context.Context, folder string, p Package) (contents Contents, err error) {
	found, err := filepath.Glob(filepath.Join(folder, p.archive()))
	if err != nil {
		return contents, err
	}
	if len(found) != 1 {
		return contents, fmt.Errorf("expected one file %s in %s, found %d", p.archive(), folder, len(found))
	}
	command := exec.CommandContext(ctx, "dpkg-deb", "--fsys-tarfile", found[0])
	command.Stderr = os.Stderr
	out, err := command.StdoutPipe()
	if err != nil {
		return contents, err
	}
	if err := command.Start(); err != nil {
		return contents, err
	}
	contents, err = selectFiles(out)
	if err != nil {
		err = fmt.Errorf("read %s: %w", found[0], err)
	}
	// What is left is read so that dpkg-deb can end.
	_, drained := io.Copy(io.Discard, out)
	return contents, errors.Join(err, drained, command.Wait())
}

// selectFiles keeps the fonts and notices of a package's tar stream.
func selectFiles(r io.Reader) (Contents, error) {
	contents := Contents{Fonts: map[string][]byte{}, Notices: map[string][]byte{}}
	files := tar.NewReader(r)
	for {
		header, err := files.Next()
		if err == io.EOF {
			return contents, nil
		}
		if err != nil {
			return contents, err
		}
		if header.Typeflag != tar.TypeReg {
			continue
		}
		name := strings.TrimPrefix(header.Name, "./")
		var into map[string][]byte
		switch strings.ToLower(path.Ext(name)) {
		case ".ttf", ".otf", ".ttc", ".otc", ".pfb":
			into = contents.Fonts
		}
		if strings.HasPrefix(name, "usr/share/doc/") {
			switch path.Base(name) {
			case "copyright", "Licenses.gz":
				into = contents.Notices
			}
		}
		if into == nil {
			continue
		}
		if into[name], err = io.ReadAll(files); err != nil {
			return contents, err
		}
	}
}
