module example.org/server

go 1.19

require example.org/greet v1.0.0
