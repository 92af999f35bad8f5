module corral.dev/jsonfuzz

go 1.21
