// 国密 against the values that its standards print, and both families of algorithms against whoever changes, moves or forges a value.
#include "kernel/secret/gm.hpp"

#include <gtest/gtest.h>

#include <string>

#include "kernel/secret/key_file.hpp"
#include "kernel/secret/keys.hpp"
#include "kernel/secret/ring.hpp"
#include "kernel/secret/sealing.hpp"
#include "testkit/database.hpp"

namespace zhibu::secret {
namespace {

std::string bytes(std::string_view hex) {
    std::string out;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) out += char(std::stoi(std::string{hex.substr(i, 2)}, nullptr, 16));
    return out;
}

TEST(Gm, sm3_is_that_of_gb_t_32905) {
    EXPECT_EQ(hex(gm::sm3("abc")), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    std::string long_text;
    for (int i = 0; i < 16; ++i) long_text += "abcd";
    EXPECT_EQ(hex(gm::sm3(long_text)), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
}

// One block of counter mode over zeros is the cipher itself.
TEST(Gm, sm4_is_that_of_gb_t_32907) {
    auto key = bytes("0123456789abcdeffedcba9876543210");
    EXPECT_EQ(hex(gm::sm4_ctr(key, key, std::string(16, '\0'))), "681edf34d206965e86b3e94f536e4246");
}

TEST(Gm, sm4_counts_as_the_draft_of_the_rfc_does) {
    auto text = bytes("aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccddddddddddddddddeeeeeeeeeeeeeeeeffffffffffffffffaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb");
    EXPECT_EQ(hex(gm::sm4_ctr(bytes("0123456789abcdeffedcba9876543210"), bytes("000102030405060708090a0b0c0d0e0f"), text)),
              "ac3236cb970cc20791364c395a1342d1a3cbc1878c6f30cd074cce385cdd70c7f234bc0e24c11980fd1286310ce37b926e02fcd0faa0baf38b2933851d824514");
}

TEST(Gm, hmac_is_that_of_gm_t_0042) {
    auto key = bytes("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20");
    EXPECT_EQ(hex(gm::hmac(key, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopqabcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
              "ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a");
}

// RFC 5869: T(1) = HMAC(key, info | 1), T(2) = HMAC(key, T(1) | info | 2).
TEST(Gm, expansion_is_that_of_the_rfc) {
    std::string key(32, 'k');
    auto first = gm::hmac(key, std::string{"zhibu seal"} + '\1'), second = gm::hmac(key, first + "zhibu seal" + '\2');
    EXPECT_EQ(hex(gm::expand(key, "zhibu seal", 48)), hex(first + second.substr(0, 16)));
}

Keys fresh_keys(Cryptography cryptography) {
    testkit::TemporaryFolder folder;
    make_key_file(folder.path() / "master.key", cryptography);
    return Keys::load(folder.path() / "master.key", false);
}

class Sealing : public testing::TestWithParam<Cryptography> {
protected:
    Keys keys = fresh_keys(GetParam()), others = fresh_keys(GetParam());
};
INSTANTIATE_TEST_SUITE_P(, Sealing, testing::Values(Cryptography::standard, Cryptography::gm), [](auto& info) { return std::string{name_of(info.param)}; });

TEST_P(Sealing, a_value_opens_where_it_was_sealed_and_nowhere_else) {
    for (auto& text : {std::string{}, std::string{"110101199003074477"}, std::string(100'000, 'x')}) {
        auto sealed = keys.seal(text, "member.1.id_number");
        EXPECT_EQ(keys.open(sealed, "member.1.id_number"), text);
        EXPECT_FALSE(keys.open(sealed, "member.2.id_number")) << "another row";
        EXPECT_FALSE(keys.open(sealed, "member.1.phone")) << "another column";
        EXPECT_FALSE(others.open(sealed, "member.1.id_number")) << "another key";
    }
    EXPECT_NE(keys.seal("the same", "place"), keys.seal("the same", "place")) << "each begins at random";
}

TEST_P(Sealing, no_byte_of_it_can_be_changed_added_or_taken_away) {
    auto sealed = keys.seal("110101199003074477", "place");
    for (std::size_t at = 0; at < sealed.size(); ++at)
        for (int bit = 0; bit < 8; ++bit) {
            auto changed = sealed;
            changed[at] = char(changed[at] ^ 1 << bit);
            ASSERT_FALSE(keys.open(changed, "place")) << at;
        }
    for (std::size_t size = 0; size < sealed.size(); ++size) ASSERT_FALSE(keys.open(sealed.substr(0, size), "place")) << size;
    EXPECT_FALSE(keys.open(sealed + '\0', "place"));
    EXPECT_FALSE(keys.open('\0' + sealed, "place"));
}

TEST_P(Sealing, a_place_cannot_be_moved_into_the_value) {
    SealingKey key;
    key.fill(9), key.cryptography = GetParam();
    auto sealed = seal(key, "ab", "place");
    EXPECT_EQ(open(key, sealed, "place"), "ab");
    EXPECT_FALSE(open(key, sealed, "plac"));
    EXPECT_NE(keyed_hash(key, {"ab", "c"}, 32), keyed_hash(key, {"a", "bc"}, 32));
}

TEST_P(Sealing, each_use_has_a_key_of_its_own) {
    EXPECT_NE(keys.blind("x", "member.id_number"), keys.blind("x", "member.phone"));
    EXPECT_NE(keys.blind("x", "member.id_number"), others.blind("x", "member.id_number"));
    EXPECT_EQ(keys.blind("x", "member.phone").size(), 32u);
    EXPECT_EQ(keys.chain("", "row").size(), 32u);
    EXPECT_NE(keys.chain("", "row"), others.chain("", "row"));
    EXPECT_EQ(keys.identity().size(), 32u);
}

TEST(KeyFile, of_one_family_opens_nothing_of_the_other) {
    auto standard = fresh_keys(Cryptography::standard), gm = fresh_keys(Cryptography::gm);
    EXPECT_EQ(cryptography_of(standard), Cryptography::standard);
    EXPECT_EQ(cryptography_of(gm), Cryptography::gm);
    EXPECT_FALSE(gm.open(standard.seal("text", "place"), "place"));
    EXPECT_FALSE(standard.open(gm.seal("text", "place"), "place"));
    EXPECT_NE(standard.identity(), gm.identity());
    EXPECT_NE(standard.chain("", "row"), gm.chain("", "row"));
}

TEST(KeyFile, says_which_algorithms_and_refuses_what_it_does_not_know) {
    auto standard = content_of(fresh_ring(Cryptography::standard)), gm = content_of(fresh_ring(Cryptography::gm));
    EXPECT_EQ(standard.size(), 32u) << "as it always was: an older program reads it";
    EXPECT_EQ(content_of(read_ring(gm)), gm);
    auto replaced = [](std::string text, const std::string& what, const std::string& by) { return text.replace(text.find(what), what.size(), by); };
    struct {
        const char* what;
        std::string content;
    } table[] = {{"nothing", ""},
                 {"one byte short", standard.substr(1)},
                 {"one byte long", standard + "x"},
                 {"other algorithms", replaced(gm, "cryptography gm", "cryptography rot13")},
                 {"a word that nobody knows", gm + "trust me\n"},
                 {"a short key", gm.substr(0, gm.size() - 3) + "\n"},
                 {"no key", "zhibu-keys 2\ncryptography gm\n"},
                 {"a newer format", replaced(gm, "zhibu-keys 2", "zhibu-keys 3")},
                 {"a rotation from nothing", replaced(gm, "cryptography gm\n", "cryptography gm\nrotating\n")},
                 {"algorithms after the key", gm + "cryptography standard\n"}};
    for (auto& row : table) EXPECT_THROW(read_ring(row.content), DamagedKeyFile) << row.what;
}

}  // namespace
}  // namespace zhibu::secret
