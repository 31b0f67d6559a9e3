// Photos: recognised by their bytes, cleaned of what the camera wrote, kept within the meeting's policy.
#include "kernel/document/qr.hpp"
#include "life/picture_cleaning.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::testkit {
namespace {

std::string segment(char marker, const std::string& body) {
    auto length = body.size() + 2;
    return std::string{"\xFF"} + marker + char(length >> 8) + char(length & 0xFF) + body;
}
// The frame of a JPEG around nothing: enough for what looks at segments only.
std::string jpeg(const std::string& camera, int width = 40) {
    std::string frame{"\x08\x00\x20", 3};
    frame += char(width >> 8), frame += char(width & 0xFF), frame += "\x01\x01\x11";
    frame += '\0';
    return std::string{"\xFF\xD8"} + segment('\xE0', "JFIF") + camera + segment('\xC0', frame) + segment('\xDA', "scan") + "picture" + "\xFF\xD9" + "behind";
}
const std::string gps = std::string{"Exif\0\0II\x2A\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0", 32} + "GPS 36.86N 120.5E";

TEST(Photo, loses_the_place_and_keeps_its_orientation) {
    auto clean = life::clean_picture(jpeg(segment('\xE1', gps) + segment('\xFE', "a comment")));
    ASSERT_TRUE(clean);
    EXPECT_EQ(clean->content_type, "image/jpeg");
    EXPECT_EQ(clean->content.find("GPS"), std::string::npos);
    EXPECT_EQ(clean->content.find("comment"), std::string::npos);
    EXPECT_EQ(clean->content.find("behind"), std::string::npos);
    EXPECT_NE(clean->content.find("picture"), std::string::npos);
    EXPECT_NE(clean->content.find(std::string{"\x01\x12\0\x03\0\0\0\x01\0\x06", 10}), std::string::npos);
    EXPECT_EQ(life::clean_picture(clean->content)->content, clean->content) << "clean is clean";
}
TEST(Photo, of_other_bytes_is_refused) {
    EXPECT_FALSE(life::clean_picture("<svg xmlns='http://www.w3.org/2000/svg'/>"));
    EXPECT_FALSE(life::clean_picture("GIF89a"));
    EXPECT_FALSE(life::clean_picture(""));
    auto whole = jpeg(segment('\xE1', gps));
    for (std::size_t i = 3; i < whole.size() - 8; ++i) life::clean_picture(whole.substr(0, i));  // cut off anywhere: no harm
    EXPECT_FALSE(life::clean_picture(whole.substr(0, 40)));
    auto png = document::qr_png("x");
    EXPECT_EQ(life::clean_picture(png)->content, png);
    png[16] = 0x7F;  // two thousand million pixels wide
    EXPECT_FALSE(life::clean_picture(png));
}

class Photos : public OnBothEngines {};
ZHIBU_ON_BOTH_ENGINES(Photos);

TEST_P(Photos, are_added_seen_and_removed_within_the_policy) {
    Cast cast{app};
    auto made = app.post(cast.secretary, "/api/v1/meetings/records",
                         {{"organization_id", cast.branch.value}, {"kind", "theme_day"}, {"held_at", "2021-12-27T09:00"}, {"present", json::array{cast.members[0].value}}});
    ASSERT_EQ(made.status, 201) << made.text;
    auto path = "/api/v1/meetings/" + std::to_string(made.id()) + "/photos";
    auto upload = [&](const Person& who, const std::string& content) {
        auto body = "--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"p.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n" + content + "\r\n--b--\r\n";
        return app.send(who, http::Method::post, path, body, {.headers = {{"content-type", "multipart/form-data; boundary=b"}}});
    };
    auto added = upload(cast.secretary, jpeg(segment('\xE1', gps)));
    ASSERT_EQ(added.status, 201) << added.text;
    auto photo = path + "/" + std::to_string(added["photos"].at(0).at("file_id").as_int64());
    EXPECT_EQ(app.get(cast.member, photo).status, 200);
    EXPECT_EQ(app.get(cast.member, photo).text.find("GPS"), std::string::npos);
    EXPECT_EQ(app.get(cast.other_member, photo).status, 404);
    EXPECT_EQ(upload(cast.member, jpeg("")).status, 403);
    EXPECT_EQ(upload(cast.secretary, "<svg/>").problem(), "photo-refused");
    EXPECT_EQ(upload(cast.secretary, jpeg("", 0)).problem(), "photo-refused");
    EXPECT_EQ(app.send(cast.member, http::Method::remove, photo).status, 403);
    EXPECT_EQ(app.send(cast.secretary, http::Method::remove, photo).status, 200);
    EXPECT_EQ(app.get(cast.secretary, photo).status, 404);
}

}  // namespace
}  // namespace zhibu::testkit
