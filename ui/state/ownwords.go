package state

import (
	"strconv"

	"glyphlab/wasm/intake/report"
)

// OwnStatus says in a few words where the reading stands.
func (p *Page) OwnStatus() string {
	switch o := &p.Own; {
	case o.Title == "" || o.Problem != "":
		return ""
	case o.Report != nil && p.SearchIsUnderWay():
		return o.Title + ": " + ownCounts(*o.Report) + ". To train on them, pause the search."
	case o.Report != nil && p.Locked():
		return o.Title + ": " + ownCounts(*o.Report) + ". To train on them, pause the training."
	case o.Report != nil:
		return o.Title + ": " + ownCounts(*o.Report) + "."
	case o.Total == 0:
		return "Reading " + o.Title + ", " + Plural(o.Files, "file")
	default:
		return "Reading " + o.Title + ": " + Plural(o.Images, "image") + ", " + Bytes(o.Read) + " of " + Bytes(o.Total)
	}
}

func ownCounts(r report.Report) string {
	return Plural(r.Images(), "image") + " in " + Plural(len(r.Classes), "class") + ", " + Bytes(float64(r.Bytes)) + "; " +
		Count(r.Counts[0]) + " to learn from, " + Count(r.Counts[1]) + " to validate, " + Count(r.Counts[2]) + " to test"
}

// OwnRemarks are what a person should know of what was read.
func OwnRemarks(r report.Report) []string {
	var all []string
	say := func(when bool, words string) {
		if when {
			all = append(all, words)
		}
	}
	side := strconv.Itoa(r.Height) + "×" + strconv.Itoa(r.Width)
	say(r.Inverted, "Ink was dark: the images were inverted.")
	say(r.Fitted > 0, Plural(r.Fitted, "image")+" had another size than "+side+" pixels, and were brought to it.")
	say(r.BecameValidation > 0, Plural(r.BecameValidation, "training image")+" became validation images, as there were none.")
	say(r.BecameTest > 0, Plural(r.BecameTest, "training image")+" became test images, as there were none.")
	say(r.Copies > 0, Plural(r.Copies, "image")+" have the same pixels as another one, "+Count(r.Relabels)+" of them in another class.")
	say(r.Near > 0, Plural(r.Near, "image")+" are nearly another one.")
	for i, n := range r.PerClass {
		say(n[0] == 0, "Class "+r.Classes[i]+" has no image to learn from.")
	}
	say(r.LeftOut > 0, Plural(r.LeftOut, "file")+" could not be used and were left out:")
	return all
}

// OwnUnnamed says how many of the files that were left out are not named.
func OwnUnnamed(r report.Report) string {
	if more := r.LeftOut - len(r.Bad); more > 0 {
		return "and " + Count(more) + " more"
	}
	return ""
}
