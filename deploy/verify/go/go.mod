module wangge/verify

go 1.22
