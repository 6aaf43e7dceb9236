package pickle

import (
	"bytes"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"glyphlab/engine/dataset/numpy"
)

//go:embed testdata/*.pickle
var written embed.FS

func fixture(t testing.TB, protocol int) []byte {
	t.Helper()
	b, err := written.ReadFile(fmt.Sprintf("testdata/python3-%d.pickle", protocol))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func read(b []byte) (map[string]*numpy.Array, error) { return Read(bytes.NewReader(b), int64(len(b))) }

// contents returns the pixels of an array, as bytes, and the labels of another.
func contents(arrays map[string]*numpy.Array, split string) (pixels []byte, labels []int, err error) {
	if arrays[split+"_dataset"] == nil || arrays[split+"_labels"] == nil {
		return nil, nil, fmt.Errorf("no %s arrays", split)
	}
	im, err := arrays[split+"_dataset"].Images()
	if err != nil {
		return nil, nil, err
	}
	image := make([]byte, im.Height*im.Width)
	for err = im.Next(image); err == nil; err = im.Next(image) {
		pixels = append(pixels, image...)
	}
	if err != io.EOF {
		return nil, nil, err
	}
	l, err := arrays[split+"_labels"].Labels()
	if err != nil {
		return nil, nil, err
	}
	for {
		label, err := l.Next()
		if err == io.EOF {
			return pixels, labels, nil
		}
		if err != nil {
			return nil, nil, err
		}
		labels = append(labels, label)
	}
}

// counting are the pixels of the fixtures.
func counting(from, to int) []byte {
	var b []byte
	for i := from; i < to; i++ {
		b = append(b, byte(i*5))
	}
	return b
}

func TestEveryProtocolIsRead(t *testing.T) {
	files := map[string][]byte{"python2-0": python2(0, nil), "python2-2": python2(2, nil), "numpy2-4": bytes.ReplaceAll(
		fixture(t, 4), []byte("\x8c\x15numpy.core.multiarray"), []byte("\x8c\x16numpy._core.multiarray"))}
	for protocol := range 6 {
		files[fmt.Sprint("python3-", protocol)] = fixture(t, protocol)
	}
	for name, file := range files {
		arrays, err := read(file)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for split, want := range map[string]struct {
			pixels []byte
			labels []int
		}{"train": {counting(0, 48), []int{2, 0, 1}}, "valid": {counting(0, 16), []int{1}}, "test": {counting(16, 48), []int{2, 1}}} {
			if strings.HasPrefix(name, "python2") && split != "train" {
				continue
			}
			pixels, labels, err := contents(arrays, split)
			if err != nil || !bytes.Equal(pixels, want.pixels) || !slices.Equal(labels, want.labels) {
				t.Errorf("%s: %s images %v with labels %v, %v", name, split, pixels, labels, err)
			}
		}
	}
}

// python2 returns what Python 2's cPickle writes: protocol 0 or 2. The data
// are the fixtures' training images unless others are given.
func python2(protocol int, data []byte) []byte {
	if data == nil {
		for _, p := range counting(0, 48) {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(float32((float64(p)-127.5)/255)))
		}
	}
	labels := binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(nil, 2), 0), 1)
	if protocol == 0 {
		array := func(shape, kind string, data []byte) string {
			var quoted strings.Builder
			for _, b := range data {
				switch {
				case b == '\\' || b == '\'':
					quoted.WriteString("\\" + string(rune(b)))
				case b == '\n':
					quoted.WriteString("\\n")
				case b < ' ' || b > '~':
					fmt.Fprintf(&quoted, "\\x%02x", b)
				default:
					quoted.WriteByte(b)
				}
			}
			return "cnumpy.core.multiarray\n_reconstruct\np1\n(cnumpy\nndarray\np2\n(I0\ntp3\nS'b'\np4\ntp5\nRp6\n(I1\n(" + shape +
				"tp7\ncnumpy\ndtype\np8\n(S'" + kind + "'\np9\nI0\nI1\ntp10\nRp11\n(I3\nS'<'\np12\nNNNI-1\nI-1\nI0\ntp13\nbI00\nS'" + quoted.String() + "'\np14\ntp15\nb"
		}
		return []byte("(dp0\nS'train_dataset'\np16\n" + array("L3L\nI4\nI4\n", "f4", data) + "sS'train_labels'\np17\n" + array("I3\n", "i4", labels) + "s.")
	}
	array := func(shape, kind string, data []byte) string {
		return "cnumpy.core.multiarray\n_reconstruct\nq\x01cnumpy\nndarray\nq\x02K\x00\x85U\x01b\x87Rq\x03(K\x01" + shape +
			"cnumpy\ndtype\nq\x04U\x02" + kind + "K\x00K\x01\x87Rq\x05(K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89T" +
			string(binary.LittleEndian.AppendUint32(nil, uint32(len(data)))) + string(data) + "tb"
	}
	return []byte("\x80\x02}q\x00(U\x0dtrain_dataset" + array("\x8a\x01\x03K\x04K\x04\x87", "f4", data) + "U\x0ctrain_labels" + array("K\x03\x85", "i4", labels) + "u.")
}

func TestWhatIsNoDictOfArraysIsNamed(t *testing.T) {
	good := python2(2, nil)
	for name, test := range map[string]struct {
		file []byte
		want string
	}{
		"a call":        {[]byte("cos\nsystem\n(S'echo'\ntR."), "at byte 0, GLOBAL: it asks for os.system, which NumPy's arrays do not need"},
		"a named call":  {[]byte("\x80\x04\x8c\x05posix\x8c\x06system\x93."), "at byte 17, STACK_GLOBAL: it asks for posix.system"},
		"an object":     {[]byte("(i__main__\nA\n."), "at byte 1, INST: this is needed for something else"},
		"a reduce":      {[]byte("(lp0\n(tR."), "at byte 7, REDUCE: a list cannot be called with a tuple"},
		"a set":         {[]byte("\x80\x04\x8f."), "EMPTY_SET: this is needed"},
		"a buffer":      {[]byte("\x80\x05\x97."), "NEXT_BUFFER: this is needed"},
		"unknown":       {[]byte("\xff"), `at byte 0, instruction 'ÿ'`},
		"protocol":      {[]byte("\x80\x09."), "protocol 9; 0 to 5 can be read"},
		"a list":        {[]byte("(l."), "the pickle holds a list; a dict of arrays was expected"},
		"text":          {[]byte("}X\x01\x00\x00\x00aX\x01\x00\x00\x00bs."), `"a" is text; arrays and lists of integers`},
		"a float list":  {[]byte("}U\x01a]G\x00\x00\x00\x00\x00\x00\x00\x00as."), `"a": the list has a number`},
		"an empty one":  {[]byte("}U\x01acnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87Rs."), "array without numbers"},
		"arguments":     {[]byte("cnumpy\ndtype\n)R."), "numpy.dtype: its arguments are not those that NumPy writes"},
		"Fortran":       {bytes.Replace(good, []byte("tb\x89T"), []byte("tb\x88T"), 1), "Fortran's order"},
		"type":          {bytes.Replace(good, []byte("f4"), []byte("O8"), 1), `of type "<O8"`},
		"shape":         {bytes.Replace(good, []byte("\x8a\x01\x03K\x04"), []byte("\x8a\x01\x03K\x05"), 1), "shape [3 5 4] has 240 bytes, not 192"},
		"empty":         {nil, "ends in the middle, at byte 0"},
		"cut":           {good[:len(good)/2], "ends in the middle"},
		"stack":         {[]byte("."), "more from the stack than is there"},
		"below a mark":  {[]byte("N(0s."), "more from the stack than is there"},
		"memo":          {[]byte("h\x07."), "value 7 should be remembered"},
		"digits":        {[]byte("Iten\n."), `"ten" is no number`},
		"a long line":   {[]byte("I" + strings.Repeat("9", 2000)), "a line of more than 1024 bytes"},
		"a long number": {[]byte("\x8a\x09123456789."), "a number has 9 bytes"},
		"many values":   {bytes.Repeat([]byte("N"), maxValues+1), "more than 4194304 values"},
		"a long string": {[]byte("B\xff\xff\xff\xff"), "ends in the middle"},
	} {
		_, err := read(test.file)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, test.want)
		}
	}
}

func TestPixelsMustBeTheAssignments(t *testing.T) {
	for want, x := range map[string]float32{"a pixel of 0.75": 0.75, "a pixel of NaN": float32(math.NaN()), "a pixel of -1": -1} {
		data := make([]byte, 192)
		binary.LittleEndian.PutUint32(data[100:], math.Float32bits(x))
		for _, protocol := range []int{0, 2} {
			arrays, err := read(python2(protocol, data))
			if err == nil {
				_, _, err = contents(arrays, "train")
			}
			if err == nil || !strings.Contains(err.Error(), "image 1 has "+want) {
				t.Errorf("error %v, want one with %q", err, want)
			}
		}
	}
}

// FuzzRead looks for bytes that make the machine panic or hold more than they
// justify.
func FuzzRead(f *testing.F) {
	for protocol := range 6 {
		f.Add(fixture(f, protocol))
	}
	f.Add(python2(0, nil))
	f.Add(python2(2, nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		arrays, err := read(b)
		if err != nil {
			return
		}
		for key, a := range arrays {
			if im, err := a.Images(); err == nil {
				pixels := make([]byte, im.Height*im.Width)
				for n := 0; ; n++ {
					if err := im.Next(pixels); err == io.EOF {
						break
					} else if err != nil {
						break
					}
					if n > len(b) {
						t.Fatalf("%q: %d images in %d bytes", key, n, len(b))
					}
				}
			}
			if l, err := a.Labels(); err == nil {
				for err == nil {
					_, err = l.Next()
				}
				if errors.Is(err, io.ErrNoProgress) {
					t.Fatal(err)
				}
			}
		}
	})
}
