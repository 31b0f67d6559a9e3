// Papers that the writers' tests share: a reminder letter, a yearly report, a long ledger, a binder of invented branches.
#pragma once
#include <fmt/format.h>
#include <string>
#include <vector>

#include "kernel/document/document.hpp"
#include "kernel/document/pdf.hpp"
#include "kernel/document/qr.hpp"

namespace zhibu::document::samples {

inline Document reminder() {
    Document paper;
    paper.letterhead = Letterhead{"中共清河市直属机关工作委员会", document_number("清直工", 2026, 7)};
    paper.title = "关于2026年第一季度党建工作情况的提示单";
    paper.receiver = "市统计局机关党委";
    paper.body = {
        paragraph("根据《中国共产党党和国家机关基层组织工作条例》和《2026年市直机关党建工作要点》，工委对各单位第一季度组织生活落实情况进行"
                  "了梳理。现将有关情况提示如下。"),
        Heading{1, "一、基本情况"},
        Paragraph{{plain("第一季度，你单位所属8个党支部共召开支部党员大会"), link("6次", "/facts?kind=life.meeting&quarter=2026-Q1"),
                   plain("、支部委员会22次，开展主题党日"), link("21次", "/facts?kind=life.party_day"), plain("，党员参加率为"),
                   bold("91.3%"), plain("；其中第三党支部、离退休党支部未按季度召开支部党员大会，应于4月15日前补齐。")}},
        Heading{1, "二、需要整改的问题"},
        Heading{2, "（一）会议制度执行不到位"},
        paragraph("第三党支部1月至3月未召开支部党员大会，也未说明原因。"),
        Heading{2, "（二）党费收缴不及时"},
        paragraph("2名党员连续三个月未交纳党费，支部未作提醒记录。"),
        paragraph("请于2026年4月20日前书面报送整改情况。工委将在“回头看”中予以核查。"),
    };
    paper.attachments = {"市统计局2026年第一季度组织生活落实情况明细表", "整改情况反馈表"};
    paper.signature = Signature{"中共清河市直属机关工作委员会", Date::of(2026, 4, 2)};
    paper.note = "联系人：陈望舒，电话：0000-8012345";
    paper.imprint = Imprint{"市委组织部，市纪委监委驻市统计局纪检监察组", "中共清河市直属机关工作委员会办公室", Date::of(2026, 4, 2)};
    paper.watermark = "陈望舒 2026-04-02 09:30";
    paper.base_address = "https://zhibu.example.gov.cn";
    paper.author = "清河市直属机关工作委员会";
    return paper;
}

inline Document report() {
    Document paper;
    paper.title = "市直机关2025年度党建工作情况报告";
    paper.body = {
        paragraph("2025年，市直机关工委坚持以习近平新时代中国特色社会主义思想为指导，认真落实新时代党的建设总要求，围绕中心、建设队伍、服务"
                  "群众，推动机关党建高质量发展，各项任务取得了实效。"),
        Heading{1, "一、主要工作"},
        Heading{2, "（一）坚持把政治建设摆在首位"},
        Paragraph{
            {plain("全年开展“第一议题”学习"), link("1395人次", "https://zhibu.example.gov.cn/facts/1"),
             plain("，举办培训班35期，WiFi签到与二维码签到合计覆盖4000+名党员；Party Building index为87.65分，同比提高3.2个百分点。")}},
        Heading{3, "1. 理论学习中心组学习"},
        paragraph("各级理论学习中心组共开展集体学习19次，形成调研报告63篇。"),
        Heading{4, "（1）学习内容"},
        paragraph("学习内容由支部选题、机关党委审定、工委备案，三级联动，线上线下同步推进——既有专题辅导，也有交流研讨……"),
        Heading{2, "（二）推动基层党组织全面进步"},
        Table{"表1　各单位组织生活落实情况",
              {{"序号", 1, Alignment::centre},
               {"单位", 3},
               {"支部党员大会（次）", 2, Alignment::right},
               {"主题党日（次）", 2, Alignment::right},
               {"备注", 4}},
              {{cell("1"), cell("市统计局"), cell("32"), cell("96"), cell("全部达标")},
               {cell("2"), cell("市生态环境局"), cell("30"), cell("93"),
                cell("第二党支部9月缺1次，已于10月补开，补开会议邀请了机关党委委员列席指导")},
               {cell("3"), cell("市市场监督管理局"), Cell{{link("28", "https://zhibu.example.gov.cn/facts/28")}}, cell("88"), cell("")},
               {Cell{{bold("合计")}, Alignment::centre, 2}, cell("90"), cell("277"), cell("")}}},
        Particulars{
            {{"统计时间", {plain("2025年1月1日至2025年12月31日")}},
             {"统计单位", {plain("市直机关82个党组织")}},
             {"数据来源", {plain("支部平台履职事实，逐条可查；补录记录另行标注，补录记录的录入时间与发生时间分别记载并予以公示")}}}},
        Heading{1, "二、存在问题"},
        paragraph("一是个别支部“上热中温下冷”现象仍然存在；二是党建与业务融合不够紧密，“两张皮”问题尚未根本解决；三是党务干部力量不足，兼职"
                  "较多、流动较快。"),
        qr_image("https://zhibu.example.gov.cn/r/2025", 30),
        Heading{1, "三、下一步打算"},
        paragraph("坚持问题导向，逐项制定措施。"),
    };
    for (int i = 0; i < 6; ++i)
        paper.body.push_back(
            paragraph("要进一步压实各级党组织书记第一责任人责任，健全党建工作责任清单、问题清单、整改清单，做到年初有部署、季度有督查、年底"
                      "有考核，形成一级抓一级、层层抓落实的工作格局，切实把“软指标”变成“硬任务”，以高质量机关党建引领高质量发展。"));
    paper.signature = Signature{"清河市直属机关工委", Date::of(2026, 1, 15)};
    return paper;
}

inline Document ledger(int rows) {
    Document paper;
    paper.title = "党员花名册";
    paper.orientation = Orientation::landscape;
    Table table{"",
                {{"序号", 1, Alignment::centre},
                 {"姓名", 1.5, Alignment::centre},
                 {"党支部", 3},
                 {"入党时间", 2, Alignment::centre},
                 {"党内职务", 2},
                 {"备注", 5}},
                {},
                11};
    for (int i = 1; i <= rows; ++i)
        table.rows.push_back({cell(std::to_string(i)), cell(fmt::format("党员{}", i)), cell("机关第一党支部"), cell("2012年6月18日"),
                              cell(i % 9 ? "" : "组织委员"),
                              cell(i % 7 ? "" : "2025年3月由市生态环境局转入，组织关系介绍信编号为清直组转字第0231号，已核对档案材料")});
    paper.body.push_back(std::move(table));
    paper.watermark = "陈望舒 2026-04-02 09:30";
    return paper;
}

inline std::vector<Document> binder_papers() {
    std::vector<Document> papers;
    for (int i = 1; i <= 4; ++i) {
        Document minutes;
        minutes.section = "一、组织生活";
        minutes.title = fmt::format("2025年第{}次支部党员大会会议记录", i);
        minutes.body = {Particulars{{{"时间", {plain(fmt::format("2025年{}月18日", i * 3))}},
                                     {"地点", {plain("三楼会议室")}},
                                     {"应到", {plain("18人")}},
                                     {"实到", {plain("17人")}}}},
                        Heading{1, "一、学习传达"}, paragraph("学习党的二十届四中全会精神。"), Heading{1, "二、形成决议"},
                        paragraph("会议一致同意。")};
        papers.push_back(std::move(minutes));
    }
    auto roster = ledger(60);
    roster.section = "二、党员队伍";
    papers.push_back(std::move(roster));
    auto yearly = report();
    yearly.section = "三、总结报告";
    papers.push_back(std::move(yearly));
    auto letter = reminder();
    letter.section = "三、总结报告";
    letter.title = "关于2026年第一季度党建工作情况的提示单（题目特别长的时候应当换行并且页码仍在最后一行的右侧对齐显示）";
    papers.push_back(std::move(letter));
    return papers;
}

inline BinderOptions binder_options() {
    return {.title = "清河市统计局机关第一党支部\n2025年度组织生活档案",
            .subtitles = {"中共清河市统计局机关第一支部委员会", "2025年1月—12月"},
            .issuer = "清河市统计局机关党委",
            .date = Date::of(2026, 1, 20),
            .base_address = "https://zhibu.example.gov.cn"};
}

}  // namespace zhibu::document::samples
