// The end of a paper: attachments, who signs and when, the note, and the imprint at the foot of the last page.
#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <vector>

#include "kernel/document/flow.hpp"

#include <algorithm>
#include "kernel/document/text.hpp"

namespace zhibu::document {

// "此页无正文" must not happen: the last lines of the text go along with the signature.
double Flow::closing_height() const {
    double height = 0;
    if (!document_->attachments.empty()) height += line_pitch * (1.0 + static_cast<double>(document_->attachments.size()));
    if (document_->signature) height += 3 * line_pitch;
    return std::min(height, 12 * line_pitch);
}

void Flow::attachments() {
    const auto& names = document_->attachments;
    if (names.empty()) return;
    skip(line_pitch);
    const double label_left = shape_.left + 2 * letter_step, left = label_left + 3 * letter_step;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto number = names.size() > 1 ? fmt::format("{}. ", i + 1) : std::string{};
        const double hanging = number.empty() ? 0 : -fonts_.set(number + "一", {.gridded = true}, 100).widest() + letter_step;
        const auto text =
            fonts_.set(number + printable(names[i]), {.gridded = true, .indent = hanging}, shape_.left + shape_.area_width - left);
        if (text.lines() * line_pitch > room() && !fresh()) turn();
        if (i == 0) canvas_.text(fonts_.set("附件：", {.gridded = true}, 100), 0, label_left, y_, line_pitch);
        lines(text, left, line_pitch);
    }
}

// Issuer two letters from the right edge, the date beginning two letters further right than the issuer; a date longer than the
// issuer takes the edge instead (GB/T 9704-2012, 7.3.5.3).
void Flow::signature() {
    if (document_->signature) {
        const auto& signature = *document_->signature;
        const double inset = 2 * letter_step, right = shape_.left + shape_.area_width;
        const auto issuer = fonts_.set(printable(signature.issuer), {.gridded = true}, shape_.area_width - 2 * inset);
        const auto date = fonts_.set(signature.date.chinese(), {.gridded = true}, shape_.area_width - 2 * inset);
        skip(line_pitch);
        if ((issuer.lines() + 1) * line_pitch > room() && !fresh()) turn();
        const bool date_longer = date.widest() > issuer.widest();
        const double date_left = date_longer ? right - inset - date.widest() : right - issuer.widest();
        lines(issuer, date_left - inset, line_pitch);
        if (!signature.date.empty()) lines(date, date_left, line_pitch);
    }
    if (!document_->note.empty())
        write({plain("（" + printable(document_->note) + "）")}, {.gridded = true, .indent = 2 * letter_step}, line_pitch);
}

void Flow::imprint() {
    if (!document_->imprint) return;
    const auto& imprint = *document_->imprint;
    constexpr double thick = 1, thin = 0.7, pitch = 24;
    const double width = shape_.area_width - 2 * small_points;
    std::vector<Typeset> copies;
    if (!imprint.copy_to.empty())
        copies.push_back(fonts_.set("抄送：" + printable(imprint.copy_to),
                                    {.points = small_points, .indent = -3 * small_points, .alignment = Alignment::justified}, width));
    const bool printed = !imprint.printer.empty() || !imprint.printed.empty();
    const double height = ((copies.empty() ? 0 : copies[0].lines()) + (printed ? 1 : 0)) * pitch;
    if (height <= 0) return;
    if (height + line_pitch > room() && !fresh()) turn();
    y_ = bottom() - height;
    const double left = shape_.left, right = left + shape_.area_width;
    canvas_.rule(left, y_, right, y_, thick);
    for (const auto& copy : copies) lines(copy, left + small_points, pitch);
    if (!copies.empty() && printed) canvas_.rule(left, y_, right, y_, thin);
    if (printed) {
        canvas_.text(fonts_.set(printable(imprint.printer), {.points = small_points}, width), 0, left + small_points, y_, pitch);
        if (!imprint.printed.empty())
            canvas_.text(fonts_.set(imprint.printed.chinese() + "印发", {.points = small_points, .alignment = Alignment::right}, width), 0,
                         left + small_points, y_, pitch);
        y_ += pitch;
    }
    canvas_.rule(left, bottom(), right, bottom(), thick);
}

}  // namespace zhibu::document
