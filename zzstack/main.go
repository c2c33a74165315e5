package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	n, _ := strconv.Atoi(os.Args[1])
	r := api.Transform(strings.Repeat(os.Args[2], n), api.TransformOptions{Loader: api.LoaderTSX, LogLevel: api.LogLevelSilent})
	fmt.Println(len(r.Errors), len(r.Code))
}
