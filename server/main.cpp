// The list of modules and the command line, nothing else.
int main() { return 0; }
