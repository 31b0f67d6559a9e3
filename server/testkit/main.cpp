// The test program's entry: every *_test.cpp of the server is linked into it.
#include <gtest/gtest.h>

// Leaks inside libraries, each small and once for a thing made: cairo 1.16's embedded fonts, fontconfig's cache,
// libxlsxwriter 1.1.4's drop-down lists. Our own leaks still fail a run under AddressSanitizer.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libcairo.so\nleak:libfontconfig.so\nleak:libxlsxwriter"; }

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
