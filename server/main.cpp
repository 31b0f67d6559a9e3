// The command line.
#include "command/command.hpp"

int main(int argc, char** argv) { return zhibu::command::run(argc, argv); }
