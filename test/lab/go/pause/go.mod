module kubenroll.dev/lab/pause

go 1.26.6
