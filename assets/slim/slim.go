package main

import (
	"bytes"
	"fmt"
)

// toolchain is the one whose linker's tables are known here.
const toolchain = "go1.27"

// slim makes a smaller program that does the same.
func slim(program []byte) ([]byte, error) {
	m, err := parseModule(program)
	if err != nil {
		return nil, err
	}
	if !bytes.Contains(m.custom("producers"), []byte(toolchain)) {
		return nil, fmt.Errorf("%s did not link it: compare the tables that assets/slim knows with the sources it names, then change toolchain in slim.go", toolchain)
	}
	data, err := m.find(dataSection)
	if err != nil {
		return nil, err
	}
	memory, err := readMemory(data.contents)
	if err != nil {
		return nil, err
	}
	t, err := findTables(memory)
	if err != nil {
		return nil, err
	}
	if err := dropLines(memory, t); err != nil {
		return nil, err
	}
	if err := coarsenFind(memory, t); err != nil {
		return nil, err
	}
	data.contents = memory.format()
	return m.format(), nil
}
