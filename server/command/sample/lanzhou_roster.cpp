#include "command/sample/lanzhou_roster.hpp"

#include <fmt/format.h>

#include <array>

#include "kernel/sheet/writer.hpp"

namespace zhibu::command::lanzhou {
namespace {

constexpr std::string_view region = "370299";  // assigned to no place
constexpr const char* root_code = "ZB000000000000000000000000002000";
constexpr std::array<const char*, 16> ordinals{"第一", "第二", "第三", "第四", "第五", "第六", "第七", "第八", "第九", "第十", "第十一", "第十二", "第十三", "第十四", "第十五", "第十六"};

const std::vector<std::string> surnames{"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯",
                                        "于", "董", "萧", "程", "曹", "袁", "邓", "许", "傅", "沈", "曾", "彭", "吕", "苏", "卢", "蒋", "蔡", "贾", "丁", "魏", "薛", "叶", "阎", "余", "潘", "杜", "戴", "夏", "欧阳"};
const std::vector<std::string> given{"建国", "志强", "海燕", "文静", "晓东", "丽娟", "国栋", "秀兰", "明", "磊", "静", "伟", "芳", "军", "敏", "涛", "娜", "鹏", "雪梅", "立新", "振华", "玉兰", "宇航", "思远",
                                     "佳琪", "浩然", "子涵", "雅婷", "俊杰", "欣怡", "天佑", "兰英", "永胜", "玉珍", "学军", "卫东", "春生", "晓霞", "建平", "红梅", "长江", "世荣", "丹", "斌", "勇", "杰", "超", "平", "刚", "桂英"};
const std::vector<std::string> posts{"民警", "民警", "民警", "一级警长", "二级警长", "三级警长", "四级警长", "副中队长", "中队长", "副大队长", "大队长", "教导员", "内勤", "技术员", "科长", "副科长"};
const std::vector<std::string> educations{"大学本科", "大学本科", "大学本科", "大专", "研究生"};

std::string code_of(const char* prefix, int number) { return fmt::format("{}{:030}", prefix, number); }

// The last digit as GB 11643 computes it.
std::string id_number(Date birth, int serial) {
    constexpr int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    auto digits = fmt::format("{}{:04}{:02}{:02}{:03}", region, birth.year(), birth.month(), birth.day(), serial % 1000);
    int sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) sum += (digits[i] - '0') * weights[i];
    return digits + "10X98765432"[sum % 11];
}

class Roster {
public:
    explicit Roster(Chance& chance)
        : chance_{chance},
          organizations_{table("党组织", {"党组织唯一标识", "上一级党组织唯一标识", "党组织编码", "党组织全称", "党组织简称", "组织类别", "成立日期", "党组织联系人", "联系电话", "党组织所在单位情况", "党组织所在行政区划", "显示排序"})},
          members_{table("党员", {"党员唯一标识", "姓名", "性别", "公民身份号码", "出生日期", "学历", "民族", "工作岗位", "手机号码", "组织关系所在党支部", "党组织唯一标识", "入党日期", "转正日期"})} {}

    Sheets make() {
        organization(root_code, "", "中共样例市公安局机关委员会", "市局机关党委", "机关党委", "样例市公安局");
        for (auto& unit : units()) add(unit);
        return {organizations_.finish(), members_.finish(), branches_, people_};
    }

private:
    static sheet::Table table(const char* name, const std::vector<const char*>& headings) {
        sheet::Table out{.sheet_name = name};
        for (auto* heading : headings) out.columns.push_back({.heading = heading});
        return out;
    }
    void organization(const std::string& code, const std::string& parent, const std::string& name, const std::string& short_name, const char* kind, const std::string& unit) {
        auto founded = Date::of(int(chance_.between(1985, 2016)), int(chance_.between(1, 12)), 1);
        std::vector<sheet::Value> row{code, parent, fmt::format("{}{:06}", region, ++number_), name, short_name, std::string{kind}, founded.iso(), person(), phone(), unit, std::string{region}, std::int64_t{number_}};
        organizations_.add_row(row);
    }
    void branch(const std::string& parent, const std::string& name, const std::string& unit, bool retired, int people) {
        auto code = code_of("ZB", 300000 + ++branches_);
        organization(code, parent, "中共样例市公安局" + name + "支部委员会", name + "党支部", retired ? "离退休干部党支部" : "党支部", unit);
        for (int i = 0; i < people; ++i) member(code, name + "党支部", retired);
    }
    void add(const Unit& unit);
    void member(const std::string& branch, const std::string& name, bool retired);
    std::string person() { return chance_.pick(surnames) + chance_.pick(given); }
    std::string phone() { return fmt::format("199{:08}", 10000000 + (people_ + number_) * 7919 % 90000000); }
    int size(const Unit& unit) { return int(unit.tier == Tier::retired ? chance_.between(20, 44) : unit.tier == Tier::headquarters ? chance_.between(12, 30) : chance_.between(10, 34)); }

    Chance& chance_;
    sheet::Writer organizations_, members_;
    int number_{0}, branches_{0}, people_{0};
};

void Roster::add(const Unit& unit) {
    bool retired = unit.tier == Tier::retired;
    if (!unit.branches) return branch(root_code, unit.name, unit.name, retired, size(unit));
    auto code = code_of("ZB", 200000 + number_);
    bool district = unit.tier == Tier::district;
    organization(code, root_code, "中共样例市公安局" + unit.name + (district ? "委员会" : "总支部委员会"), unit.name + (district ? "机关党委" : "党总支"), district ? "机关党委" : "党总支部", unit.name);
    for (int i = 0; i < unit.branches; ++i) branch(code, unit.name + ordinals[std::size_t(i)], unit.name, retired, size(unit));
}

void Roster::member(const std::string& branch, const std::string& name, bool retired) {
    int number = ++people_;
    bool woman = chance_.percent(24);
    auto birth = Date::of(int(retired ? chance_.between(1940, 1960) : chance_.between(1963, 1997)), int(chance_.between(1, 12)), int(chance_.between(1, 28)));
    int joined_year = std::min(birth.year() + int(chance_.between(21, 34)), 2020);
    auto joined = Date::of(joined_year, int(chance_.between(1, joined_year == 2020 ? 9 : 12)), int(chance_.between(1, 28)));
    auto regular = joined.plus_months(12);
    // A serial number is even for a woman and given once within a birthday: counted up, no two people share one.
    int serial = (number % 499) * 2 + (woman ? 0 : 1);
    std::vector<sheet::Value> row{code_of("DY", 500000 + number), person(), std::string{woman ? "女" : "男"}, id_number(birth, serial), birth.iso(), chance_.pick(educations), std::string{chance_.percent(93) ? "汉族" : "回族"},
                                  retired ? std::string{"退休民警"} : chance_.pick(posts), phone(), name, branch, joined.iso(), regular > Date::of(2020, 11, 30) ? sheet::Value{} : sheet::Value{regular.iso()}};
    members_.add_row(row);
}

}  // namespace

const std::vector<Unit>& units() {
    static const std::vector<Unit> all = [] {
        std::vector<Unit> list;
        for (auto* name : {"指挥中心", "政治部综合处", "人事处", "教育训练处", "新闻宣传处", "法制支队", "警务督察支队", "审计处", "装备财务处", "科技信息化处", "信访处", "机关事务处", "出入境管理处", "情报信息处", "警务保障处", "档案室"})
            list.push_back({name, Tier::headquarters, 0});
        for (auto* name : {"刑事侦查支队", "治安管理支队", "特警支队", "禁毒支队", "经济犯罪侦查支队", "网络安全保卫支队", "监所管理支队", "巡逻警察支队", "公共交通治安支队", "警务支援支队"})
            list.push_back({name, Tier::detachment, 9});
        list.push_back({"交通警察支队", Tier::district, 16});
        for (auto* name : {"东城分局", "西城分局", "河口分局", "新区分局", "北岭分局", "南川分局", "石滩分局", "柳泉分局"}) list.push_back({name, Tier::district, 16});
        list.push_back({"雁滩分局", Tier::district, 15});
        list.push_back({"离退休干部工作处", Tier::retired, 8});
        return list;
    }();
    return all;
}

Sheets make_sheets(Chance& chance) { return Roster{chance}.make(); }

}  // namespace zhibu::command::lanzhou
