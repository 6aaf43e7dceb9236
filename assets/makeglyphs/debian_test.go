package main

import (
	"archive/tar"
	"bytes"
	"strings"
	"testing"

	"golang.org/x/image/font/gofont/goregular"
)

func TestPackageListIsRead(t *testing.T) {
	packages, err := parsePackages("# comment\nfonts-a 1.0-1\n\nfonts-b 1:2+dfsg-3  # why\n")
	if err != nil || len(packages) != 2 || packages[0] != (Package{"fonts-a", "1.0-1"}) || packages[1] != (Package{"fonts-b", "1:2+dfsg-3"}) {
		t.Errorf("read %v, %v", packages, err)
	}
	if got := packages[1].archive(); got != "fonts-b_1%3a2+dfsg-3_*.deb" {
		t.Errorf("its file is taken to be %s", got)
	}
	if _, err := parsePackages("fonts-a 1\nfonts-b\n"); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("a line without a version gives %v", err)
	}
	own, err := parsePackages(packageList)
	if err != nil || len(own) < 100 {
		t.Errorf("the program's own list has %d packages, %v", len(own), err)
	}
}

func TestJudgementsSayWhyAndMustMatch(t *testing.T) {
	for _, list := range []string{excludedList, readableList} {
		if _, err := parseJudgements(list); err != nil {
			t.Error(err)
		}
	}
	faces := []Face{{Path: "a/Keep.ttf"}, {Path: "a/Greek1.ttf"}, {Path: "b/Greek2.ttf"}}
	words, err := judge(faces, "# comment\n\nGreek?.ttf  Greek letters\n")
	if err != nil || words[0] != "" || words[1] != "Greek letters" || words[2] != "Greek letters" {
		t.Errorf("judged %q, %v", words, err)
	}
	for _, bad := range []string{"lonely.ttf", "[ a pattern that is none", "Gone.ttf no longer there"} {
		if _, err := judge(faces, bad); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}

func TestFontsAndNoticesAreTakenFromAPackage(t *testing.T) {
	var packed bytes.Buffer
	w := tar.NewWriter(&packed)
	for _, name := range []string{"./usr/share/fonts/a.TTF", "./usr/share/doc/p/copyright", "./usr/share/doc/p/changelog.gz", "./usr/share/x/copyright"} {
		if err := w.WriteHeader(&tar.Header{Name: name, Typeflag: tar.TypeReg, Mode: 0o644, Size: 1}); err != nil {
			t.Fatal(err)
		}
		w.Write([]byte("x"))
	}
	w.WriteHeader(&tar.Header{Name: "./usr/share/fonts/link.ttf", Typeflag: tar.TypeSymlink, Linkname: "a.TTF"})
	w.Close()
	contents, err := selectFiles(&packed)
	if err != nil {
		t.Fatal(err)
	}
	if len(contents.Fonts) != 1 || string(contents.Fonts["usr/share/fonts/a.TTF"]) != "x" ||
		len(contents.Notices) != 1 || string(contents.Notices["usr/share/doc/p/copyright"]) != "x" {
		t.Errorf("took %v", contents)
	}
	if _, err := selectFiles(strings.NewReader(strings.Repeat("no tar", 200))); err == nil {
		t.Error("a damaged stream was read")
	}
}

func TestWithoutAptItSaysWhatIsNeeded(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	err := fetch(t.Context(), t.TempDir(), []Package{{"fonts-a", "1"}})
	if err == nil || !strings.Contains(err.Error(), "Debian") {
		t.Errorf("fetching without apt-get gives %v", err)
	}
}

func TestFacesAreReadAndRejectedByRule(t *testing.T) {
	contents := Contents{
		Fonts: map[string][]byte{
			"usr/share/fonts/b/Broken.ttf":    []byte("not a font"),
			"usr/share/fonts/a/GoRegular.ttf": goregular.TTF,
		},
		Notices: map[string][]byte{"usr/share/doc/fonts-go/copyright": []byte("Files: *\nLicense: BSD-3-clause\n")},
	}
	faces, rejected, err := readFaces(Package{"fonts-go", "1"}, contents)
	if err != nil || len(faces) != 1 || len(rejected) != 1 {
		t.Fatalf("%d faces, %d rejected, %v", len(faces), len(rejected), err)
	}
	if f := faces[0]; f.Family != "Go" || f.Licence != "BSD licence" || f.Letters != alphabet(t, goregular.TTF) {
		t.Errorf("read family %q under %q", f.Family, f.Licence)
	}
	if r := rejected[0]; r.Rule != ruleUnreadable || r.Family != "Broken" {
		t.Errorf("rejected %q because %q", r.Family, r.Rule)
	}
}
