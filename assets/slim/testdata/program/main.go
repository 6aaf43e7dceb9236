// Command program does what needs the runtime's tables of functions: it grows
// stacks, moves pointers into them, collects garbage meanwhile, unwinds and
// recovers. Then it panics.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

type tree struct{ left, right *tree }

func grow(depth int) *tree {
	if depth == 0 {
		return &tree{}
	}
	return &tree{grow(depth - 1), grow(depth - 1)}
}

func (t *tree) size() int {
	if t == nil {
		return 0
	}
	return 1 + t.left.size() + t.right.size()
}

// dig needs a stack of some MB, in which every frame points into the one
// before.
func dig(depth int, above *int) int {
	var here [16]int
	here[depth%16] = *above + 1
	if depth == 0 {
		runtime.GC()
		return here[0]
	}
	if depth%4096 == 0 {
		runtime.GC()
	}
	below := dig(depth-1, &here[depth%16])
	if here[depth%16] != *above+1 {
		panic("a frame was moved wrongly")
	}
	return below
}

func recovered(depth int) (said string) {
	defer func() {
		if r := recover(); r != nil {
			said = fmt.Sprint(r)
		}
	}()
	var none []int
	return fmt.Sprint(none[depth])
}

func work(worker int) {
	for round := range 20 {
		if n := grow(10).size(); n != 1<<11-1 {
			panic(fmt.Sprint("a tree has ", n, " nodes"))
		}
		start := 0
		if n := dig(1000*(worker+1), &start); n != 1000*(worker+1)+1 {
			panic(fmt.Sprint("a stack was ", n, " deep"))
		}
		if said := recovered(round); said == "" {
			panic("nothing was recovered")
		}
		runtime.Gosched()
	}
}

type machine[T any] struct{ part T }

//go:noinline
func (m *machine[T]) breakDown() { panic(fmt.Sprint("broken: ", m.part)) }

func main() {
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() { work(worker) })
	}
	all.Wait()
	pc, file, line, _ := runtime.Caller(0)
	fmt.Println("caller:", runtime.FuncForPC(pc).Name(), file, line)
	(&machine[string]{"a spring"}).breakDown()
}
