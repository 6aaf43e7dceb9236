// Command glyphlab is Glyphlab without a browser, and the server for one.
//
//	glyphlab serve    serve the page and its data
//	glyphlab import   read images into a data set that serve and train take
//	glyphlab fetch    download notMNIST and import it
//	glyphlab join     make one data set of several
//	glyphlab train    train a network on the command line
//	glyphlab evaluate measure the accuracy of trained weights
//	glyphlab search   look for settings that train a better network
//	glyphlab bench    measure this machine's speed
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

const usage = `Glyphlab: see a convolutional network learn.

  glyphlab serve  [-addr HOST:PORT] [-data FILE|FOLDER]   serve the page
  glyphlab import SOURCE… -o FILE|FOLDER                  make a data set of images
  glyphlab fetch  [-small] [-o FILE|FOLDER]               download notMNIST and import it
  glyphlab join   FIRST [OTHER…] -o FILE                  add the training images of others to a data set
  glyphlab train  [-data FILE] [-preset stride] [-save FILE] …
                                                          train on the command line
  glyphlab evaluate [-data FILE] WEIGHTS…                 measure the accuracy of trained weights
  glyphlab search [-space training] [-budget 10m] …       look for settings that train a better network
  glyphlab bench  [-presets stride,maxpool] [-json]       measure this machine's speed

"glyphlab COMMAND -h" lists a command's flags.
`

// A command reads its own flags from args. It stops early, cleanly, when ctx
// is done.
type command func(ctx context.Context, args []string, stdout, stderr io.Writer) error

var commands = map[string]command{
	"bench":    runBench,
	"evaluate": runEvaluate,
	"fetch":    runFetch,
	"import":   runImport,
	"join":     runJoin,
	"search":   runSearch,
	"serve":    runServe,
	"train":    runTrain,
}

// A usageError is a command line that could not be understood.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(dispatch(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// dispatch runs the command that args name and returns the exit status: 0
// done, 1 failed, 2 not understood.
func dispatch(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		fmt.Fprint(stderr, usage)
		return 2
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		fmt.Fprint(stdout, usage)
		return 0
	}
	run, ok := commands[args[0]]
	if !ok {
		fmt.Fprintf(stderr, "glyphlab: there is no command %q\n\n%s", args[0], usage)
		return 2
	}
	err := run(ctx, args[1:], stdout, stderr)
	var wrong usageError
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.As(err, &wrong):
		fmt.Fprintf(stderr, "glyphlab %s: %v\n", args[0], err)
		return 2
	default:
		fmt.Fprintf(stderr, "glyphlab %s: %v\n", args[0], err)
		return 1
	}
}
