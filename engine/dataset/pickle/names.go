package pickle

import "fmt"

// opName names an instruction that cannot be run, as Python's pickletools does.
func opName(op byte) string {
	if name, ok := opNames[op]; ok {
		return name
	}
	return fmt.Sprintf("instruction %q", op)
}

var opNames = map[byte]string{
	'P': "PERSID", 'Q': "BINPERSID", 'i': "INST", 'o': "OBJ", 0x81: "NEWOBJ", 0x92: "NEWOBJ_EX",
	0x82: "EXT1", 0x83: "EXT2", 0x84: "EXT4", 0x8f: "EMPTY_SET", 0x90: "ADDITEMS", 0x91: "FROZENSET",
	0x97: "NEXT_BUFFER", 0x98: "READONLY_BUFFER",
	'c': "GLOBAL", 0x93: "STACK_GLOBAL", 'R': "REDUCE", 'b': "BUILD", 0x80: "PROTO", 0x95: "FRAME",
	'a': "APPEND", 'e': "APPENDS", 's': "SETITEM", 'u': "SETITEMS", 'd': "DICT", 'l': "LIST", 't': "TUPLE",
	'p': "PUT", 'q': "BINPUT", 'r': "LONG_BINPUT", 0x94: "MEMOIZE", 'g': "GET", 'h': "BINGET", 'j': "LONG_BINGET",
	'I': "INT", 'L': "LONG", 'F': "FLOAT", 0x8a: "LONG1", 0x8b: "LONG4", 'S': "STRING", 'V': "UNICODE",
}
