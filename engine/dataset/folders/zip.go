package folders

import (
	"bufio"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"path"
	"strings"
)

// Zip calls each for every file of a zip archive, as [Tar] does. It reads the
// list at the archive's end entry by entry: archive/zip holds all of it, which
// for half a million images is more memory than everything else.
func Zip(r io.ReaderAt, size int64, each func(File) error) error {
	list, count, err := findList(r, size)
	if err != nil {
		return damagedZip("its beginning", err)
	}
	entries := bufio.NewReaderSize(list, 64<<10)
	last := "its beginning"
	for range count {
		e, err := nextEntry(entries)
		if err != nil {
			return damagedZip(last, err)
		}
		last = e.name
		if strings.HasSuffix(e.name, "/") || ignored(e.name) {
			continue
		}
		if err := each(e.file(r, size)); err != nil {
			return err
		}
	}
	return nil
}

func damagedZip(last string, err error) error {
	return fmt.Errorf("the zip archive is damaged or incomplete after %s; download it again: %w", last, err)
}

// What is in a zip archive, as its specification calls it (APPNOTE 6.3.10,
// section 4.3): numbers are little-endian.
const (
	endSignature     = "PK\x05\x06" // end of central directory
	end64Signature   = "PK\x06\x06" // the same with 64 bits
	locatorSignature = "PK\x06\x07" // which says where that is
	entrySignature   = "PK\x01\x02" // central directory header
	localSignature   = "PK\x03\x04" // local file header

	endBytes, end64Bytes, locatorBytes, entryBytes, localBytes = 22, 56, 20, 46, 30

	longestComment = 1<<16 - 1
)

// findList returns the central directory and how many entries it has.
func findList(r io.ReaderAt, size int64) (*io.SectionReader, uint64, error) {
	tail := make([]byte, min(size, endBytes+longestComment))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return nil, 0, err
	}
	at := strings.LastIndex(string(tail), endSignature)
	if at < 0 || len(tail)-at < endBytes {
		return nil, 0, errors.New("the list of files at its end is not there")
	}
	end := tail[at:]
	count := uint64(binary.LittleEndian.Uint16(end[10:]))
	length, offset := uint64(binary.LittleEndian.Uint32(end[12:])), uint64(binary.LittleEndian.Uint32(end[16:]))
	if count == 0xffff || length == 0xffffffff || offset == 0xffffffff {
		if at < locatorBytes || string(tail[at-locatorBytes:][:4]) != locatorSignature {
			return nil, 0, errors.New("its end says that it is large, and not where the list of files is")
		}
		end := make([]byte, end64Bytes)
		where := binary.LittleEndian.Uint64(tail[at-locatorBytes+8:])
		if where > uint64(size) {
			return nil, 0, fmt.Errorf("the list's end should be at byte %d of %d", where, size)
		}
		if _, err := r.ReadAt(end, int64(where)); err != nil {
			return nil, 0, err
		}
		if string(end[:4]) != end64Signature {
			return nil, 0, fmt.Errorf("at byte %d, where the list should end, is %q", where, end[:4])
		}
		count, length, offset = binary.LittleEndian.Uint64(end[32:]), binary.LittleEndian.Uint64(end[40:]), binary.LittleEndian.Uint64(end[48:])
	}
	if offset > uint64(size) || length > uint64(size)-offset {
		return nil, 0, fmt.Errorf("the list of files should be at bytes %d to %d of %d", offset, offset+length, size)
	}
	return io.NewSectionReader(r, int64(offset), int64(length)), count, nil
}

// entry is a file as the list has it.
type entry struct {
	name           string
	flags, method  uint16
	sum            uint32
	packed, length uint64 // bytes
	offset         uint64 // of its local header
}

func nextEntry(r *bufio.Reader) (entry, error) {
	var b [entryBytes]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		return entry{}, fmt.Errorf("the list of files ends too soon: %w", io.ErrUnexpectedEOF)
	}
	if string(b[:4]) != entrySignature {
		return entry{}, fmt.Errorf("the list of files has %q where an entry should begin", b[:4])
	}
	e := entry{
		flags: binary.LittleEndian.Uint16(b[8:]), method: binary.LittleEndian.Uint16(b[10:]), sum: binary.LittleEndian.Uint32(b[16:]),
		packed: uint64(binary.LittleEndian.Uint32(b[20:])), length: uint64(binary.LittleEndian.Uint32(b[24:])),
		offset: uint64(binary.LittleEndian.Uint32(b[42:])),
	}
	name, extra, comment := int(binary.LittleEndian.Uint16(b[28:])), int(binary.LittleEndian.Uint16(b[30:])), int(binary.LittleEndian.Uint16(b[32:]))
	text := make([]byte, name+extra+comment)
	if _, err := io.ReadFull(r, text); err != nil {
		return entry{}, fmt.Errorf("the list of files ends too soon: %w", io.ErrUnexpectedEOF)
	}
	e.name = string(text[:name])
	e.large(text[name:][:extra])
	return e, nil
}

// large takes those numbers that need 64 bits from the entry's extra fields.
func (e *entry) large(extra []byte) {
	for len(extra) >= 4 {
		id, n := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		field := extra[4:][:min(n, len(extra)-4)]
		extra = extra[4+len(field):]
		if id != 1 {
			continue
		}
		for _, number := range []*uint64{&e.length, &e.packed, &e.offset} {
			if *number == 0xffffffff && len(field) >= 8 {
				*number, field = binary.LittleEndian.Uint64(field), field[8:]
			}
		}
	}
}

// file reads a file. What is wrong with it alone is in File.Err.
func (e *entry) file(r io.ReaderAt, size int64) File {
	name := path.Clean(e.name)
	bad := func(err error) File { return File{Path: name, Class: class(name), Err: err} }
	switch {
	case e.flags&1 != 0:
		return bad(errors.New("encrypted"))
	case e.method != 0 && e.method != 8:
		return bad(fmt.Errorf("compressed by method %d; zip's usual ones, 0 and 8, can be read", e.method))
	case e.length > uint64(size)*2000: // deflate makes at most 1032 bytes of one
		return bad(fmt.Errorf("damaged: %d bytes in an archive of %d", e.length, size))
	case e.offset > uint64(size):
		return bad(fmt.Errorf("damaged: should be at byte %d of %d", e.offset, size))
	}
	var local [localBytes]byte
	if _, err := r.ReadAt(local[:], int64(e.offset)); err != nil {
		return bad(fmt.Errorf("damaged: %w", err))
	}
	if string(local[:4]) != localSignature {
		return bad(fmt.Errorf("damaged: at byte %d is %q", e.offset, local[:4]))
	}
	at := int64(e.offset) + localBytes + int64(binary.LittleEndian.Uint16(local[26:])) + int64(binary.LittleEndian.Uint16(local[28:]))
	if e.packed > uint64(size) {
		return bad(fmt.Errorf("damaged: takes %d bytes of an archive of %d", e.packed, size))
	}
	var content io.Reader = io.NewSectionReader(r, at, int64(e.packed))
	if e.method == 8 {
		content = flate.NewReader(bufio.NewReader(content))
	}
	f, err := read(name, int64(e.length), content)
	if err != nil {
		return bad(fmt.Errorf("damaged: %w", err))
	}
	if f.Err == nil && crc32.ChecksumIEEE(f.Data) != e.sum {
		return bad(errors.New("damaged: its checksum is wrong"))
	}
	return f
}
