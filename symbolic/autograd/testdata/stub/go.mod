module github.com/itsubaki/autograd

go 1.26.0
