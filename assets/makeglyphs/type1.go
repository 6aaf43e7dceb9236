package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// A type1 font is a PostScript Type 1 font as TeX's packages have them. The
// format: Adobe Type 1 Font Format, version 1.1 (1990).
type type1 struct {
	family, notice string
	subrs          map[int][]byte
	charstrings    map[string][]byte // by glyph name
}

// The keys of the two ciphers (Adobe, chapter 7).
const (
	eexecKey      = 55665
	charstringKey = 4330
)

// decrypt undoes Type 1 encryption and drops the first skip bytes, which are
// random.
func decrypt(cipher []byte, key uint16, skip int) []byte {
	plain := make([]byte, len(cipher))
	for i, c := range cipher {
		plain[i] = c ^ byte(key>>8)
		key = (uint16(c)+key)*52845 + 22719
	}
	return plain[min(skip, len(plain)):]
}

// parseType1 reads a font in a PFB file.
func parseType1(file []byte) (*type1, error) {
	clear, cipher, err := segments(file)
	if err != nil {
		return nil, err
	}
	private := decrypt(cipher, eexecKey, 4)
	skip := 4
	if m := lenIV.FindSubmatch(private); m != nil {
		if skip, err = strconv.Atoi(string(m[1])); err != nil {
			return nil, fmt.Errorf("lenIV is %s: %w", m[1], err)
		}
	}
	font := &type1{
		family: stringOf(clear, "FamilyName"), notice: stringOf(clear, "Notice"),
		subrs: map[int][]byte{}, charstrings: map[string][]byte{},
	}
	at := bytes.Index(private, []byte("/CharStrings"))
	if at < 0 {
		return nil, errors.New("a Type 1 font has /CharStrings, this file has none")
	}
	for rest := private[:at]; ; {
		number, code, after, ok := binaryEntry(rest, subrEntry)
		if !ok {
			break
		}
		if n, err := strconv.Atoi(number); err == nil {
			font.subrs[n] = decrypt(code, charstringKey, skip)
		}
		rest = after
	}
	for rest := private[at:]; ; {
		name, code, after, ok := binaryEntry(rest, charEntry)
		if !ok {
			break
		}
		font.charstrings[name] = decrypt(code, charstringKey, skip)
		rest = after
	}
	return font, nil
}

var (
	lenIV     = regexp.MustCompile(`/lenIV\s+(\d{1,2})\b`)
	subrEntry = regexp.MustCompile(`\bdup\s+(\d+)\s+(\d+)\s+(?:RD|-\|)\s`)
	charEntry = regexp.MustCompile(`/([A-Za-z0-9._]+)\s+(\d+)\s+(?:RD|-\|)\s`)
)

// binaryEntry finds the next entry: its name, its length, RD or -|, one space
// and so many bytes.
func binaryEntry(data []byte, entry *regexp.Regexp) (name string, code, rest []byte, ok bool) {
	m := entry.FindSubmatchIndex(data)
	if m == nil {
		return "", nil, nil, false
	}
	n, err := strconv.Atoi(string(data[m[4]:m[5]]))
	if err != nil || n > len(data)-m[1] {
		return "", nil, nil, false
	}
	return string(data[m[2]:m[3]]), data[m[1]:][:n], data[m[1]+n:], true
}

// stringOf is the value of a PostScript string under the name.
func stringOf(clear []byte, name string) string {
	_, after, ok := bytes.Cut(clear, []byte("/"+name))
	if !ok {
		return ""
	}
	after = bytes.TrimLeft(after, " \t\r\n")
	if len(after) == 0 || after[0] != '(' {
		return ""
	}
	depth := 0
	for i, c := range after {
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return string(after[1:i])
			}
		}
	}
	return ""
}

// segments takes a PFB file apart: each segment begins with 128, its kind (1
// text, 2 binary, 3 the end) and its length.
func segments(file []byte) (clear, cipher []byte, err error) {
	for rest := file; ; {
		if len(rest) >= 2 && rest[0] == 128 && rest[1] == 3 {
			break
		}
		if len(rest) < 6 || rest[0] != 128 {
			return nil, nil, errors.New("a PFB file is made of segments that begin with 128; this one is not")
		}
		length := binary.LittleEndian.Uint32(rest[2:])
		if uint64(length) > uint64(len(rest)-6) {
			return nil, nil, fmt.Errorf("a segment of %d bytes is cut off after %d", length, len(rest)-6)
		}
		content := rest[6:][:length]
		switch rest[1] {
		case 1:
			if cipher == nil {
				clear = append(clear, content...)
			}
		case 2:
			cipher = append(cipher, content...)
		default:
			return nil, nil, fmt.Errorf("a segment is of kind 1 or 2, not %d", rest[1])
		}
		rest = rest[6+length:]
	}
	if cipher == nil {
		return nil, nil, errors.New("a PFB file has a binary segment, this one has none")
	}
	return clear, cipher, nil
}

// outline runs the charstring of a letter.
func (f *type1) outline(letter rune) (sfnt.Segments, error) {
	code, ok := f.charstrings[string(letter)]
	if !ok {
		return nil, errNoLetter
	}
	p := pen{font: f}
	if err := p.run(code, 0); err != nil && err != errEndChar {
		return nil, err
	}
	return p.segments, nil
}

// A pen draws what a charstring says (Adobe, chapter 6).
type pen struct {
	font      *type1
	stack     []float64
	returned  []float64 // what OtherSubrs left for pop
	x, y      float64
	flex      []point // the points of a flex section
	inFlex    bool
	operators int // done so far
	segments  sfnt.Segments
}

var errEndChar = errors.New("the character's end")

// Subroutines may call each other maxCalls deep, and a letter have maxOperators
// in all: no font comes near.
const (
	maxCalls     = 10
	maxOperators = 100_000
)

func (p *pen) run(code []byte, depth int) error {
	if depth > maxCalls {
		return fmt.Errorf("subroutines call each other more than %d deep", maxCalls)
	}
	for len(code) > 0 {
		b := code[0]
		code = code[1:]
		var operand float64
		switch {
		case b >= 32 && b <= 246:
			operand = float64(b) - 139
		case b >= 247 && b <= 254 && len(code) >= 1:
			operand = float64(b-247)*256 + float64(code[0]) + 108
			if b >= 251 {
				operand = -float64(b-251)*256 - float64(code[0]) - 108
			}
			code = code[1:]
		case b == 255 && len(code) >= 4:
			operand = float64(int32(binary.BigEndian.Uint32(code)))
			code = code[4:]
		case b >= 32:
			return errors.New("a number is cut off")
		default:
			operator := int(b)
			if b == escape {
				if len(code) == 0 {
					return errors.New("an operator is cut off")
				}
				operator = escape<<8 | int(code[0])
				code = code[1:]
			}
			if operator == opReturn {
				return nil
			}
			if err := p.do(operator, depth); err != nil {
				return err
			}
			continue
		}
		p.stack = append(p.stack, operand)
	}
	return nil
}

const (
	escape   = 12
	opReturn = 11
)

// operands is how many operands an operator needs at least.
var operands = map[int]int{
	4: 1, 5: 2, 6: 1, 7: 1, 8: 6, 10: 1, 13: 2, 21: 2, 22: 1, 30: 4, 31: 4,
	escape<<8 | 7: 4, escape<<8 | 12: 2, escape<<8 | 16: 2,
}

func (p *pen) do(operator, depth int) error {
	if p.operators++; p.operators > maxOperators {
		return fmt.Errorf("a letter of more than %d operators", maxOperators)
	}
	s := p.stack
	if len(s) < operands[operator] {
		return fmt.Errorf("operator %d needs %d operands, got %d", operator, operands[operator], len(s))
	}
	last := len(s) - 1
	switch operator {
	case 10: // callsubr
		p.stack = s[:last]
		code, ok := p.font.subrs[int(s[last])]
		if !ok {
			return fmt.Errorf("no subroutine %v", s[last])
		}
		return p.run(code, depth+1)
	case escape<<8 | 12: // div
		if s[last] == 0 {
			return errors.New("a division by 0")
		}
		p.stack = append(s[:last-1], s[last-1]/s[last])
		return nil
	case escape<<8 | 16: // callothersubr
		return p.otherSubr()
	case escape<<8 | 17: // pop
		var v float64
		if n := len(p.returned); n > 0 {
			v, p.returned = p.returned[n-1], p.returned[:n-1]
		}
		p.stack = append(s, v)
		return nil
	case 4: // vmoveto
		p.move(0, s[last])
	case 21: // rmoveto
		p.move(s[last-1], s[last])
	case 22: // hmoveto
		p.move(s[last], 0)
	case 5: // rlineto
		p.line(s[0], s[1])
	case 6: // hlineto
		p.line(s[0], 0)
	case 7: // vlineto
		p.line(0, s[0])
	case 8: // rrcurveto
		p.curve(s[0], s[1], s[2], s[3], s[4], s[5])
	case 30: // vhcurveto
		p.curve(0, s[0], s[1], s[2], s[3], 0)
	case 31: // hvcurveto
		p.curve(s[0], 0, s[1], s[2], 0, s[3])
	case 13: // hsbw
		p.x, p.y = s[0], 0
	case escape<<8 | 7: // sbw
		p.x, p.y = s[0], s[1]
	case 14: // endchar
		return errEndChar
	case escape<<8 | 6: // seac
		return errors.New("a letter with an accent")
	case 1, 3, 9, escape << 8, escape<<8 | 1, escape<<8 | 2, escape<<8 | 33:
		// Hints; closepath, as every ring is closed; and setcurrentpoint,
		// which follows a flex section and says what is known.
	default:
		return fmt.Errorf("unknown operator %d", operator)
	}
	p.stack = p.stack[:0]
	return nil
}

// otherSubr does what Adobe's OtherSubrs do without hints: 0 to 2 are flex, 3
// replaces hints.
func (p *pen) otherSubr() error {
	last := len(p.stack) - 1
	number, count := int(p.stack[last]), int(p.stack[last-1])
	if count < 0 || count > last-1 {
		return fmt.Errorf("an OtherSubr takes %d operands, got %d", count, last-1)
	}
	arguments := p.stack[last-1-count : last-1]
	p.returned = p.returned[:0]
	for i := len(arguments) - 1; i >= 0; i-- {
		p.returned = append(p.returned, arguments[i])
	}
	p.stack = p.stack[:last-1-count]
	switch number {
	case 1:
		p.begin()
		p.inFlex, p.flex = true, nil
	case 2:
		p.flex = append(p.flex, p.at())
	case 0:
		if !p.inFlex || len(p.flex) != 7 {
			return fmt.Errorf("a flex section has 7 points, this one %d", len(p.flex))
		}
		p.inFlex = false
		// The first is the reference point.
		for _, c := range [][]point{p.flex[1:4], p.flex[4:7]} {
			p.add(sfnt.SegmentOpCubeTo, c...)
		}
	}
	return nil
}

// at is where the pen is, y downwards as sfnt has it.
func (p *pen) at() point { return point{float32(p.x), float32(-p.y)} }

func (p *pen) move(dx, dy float64) {
	p.x, p.y = p.x+dx, p.y+dy
	if !p.inFlex {
		p.add(sfnt.SegmentOpMoveTo, p.at())
	}
}

func (p *pen) line(dx, dy float64) {
	p.begin()
	p.x, p.y = p.x+dx, p.y+dy
	p.add(sfnt.SegmentOpLineTo, p.at())
}

func (p *pen) curve(dx1, dy1, dx2, dy2, dx3, dy3 float64) {
	p.begin()
	p.x, p.y = p.x+dx1, p.y+dy1
	first := p.at()
	p.x, p.y = p.x+dx2, p.y+dy2
	second := p.at()
	p.x, p.y = p.x+dx3, p.y+dy3
	p.add(sfnt.SegmentOpCubeTo, first, second, p.at())
}

// begin moves to where the pen is if nothing was drawn yet.
func (p *pen) begin() {
	if len(p.segments) == 0 {
		p.add(sfnt.SegmentOpMoveTo, p.at())
	}
}

func (p *pen) add(op sfnt.SegmentOp, points ...point) {
	s := sfnt.Segment{Op: op}
	for i, at := range points {
		s.Args[i] = fixed.Point26_6{X: fraction(at.x), Y: fraction(at.y)}
	}
	p.segments = append(p.segments, s)
}

// fraction is a coordinate in 64ths of a font unit.
func fraction(v float32) fixed.Int26_6 { return fixed.Int26_6(math.Round(float64(v) * 64)) }
