// PDF papers measured from outside with poppler's tools: text, pages, fonts, places on the page.
#include <gtest/gtest.h>
#include "kernel/document/pdf.hpp"
namespace zhibu::document {
TEST(Pdf, first) { EXPECT_EQ(to_pdf(Document{.title = "关于开会的通知"}).substr(0, 5), "%PDF-"); }
}
