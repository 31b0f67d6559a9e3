// What somebody has to do: derived from records each time it is asked, never stored, so that a red dot is right on every device.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "kernel/values/date.hpp"

namespace zhibu {

struct InboxItem {
    std::string kind;              // "meeting.attend": also the key of the count on the menu ("meeting")
    std::string title;             // 主题党日:走进社区办实事
    std::string reason;            // why it stands here, in words
    std::string from;              // who or which organisation it comes from
    std::optional<Date> due_on{};
    std::string link;              // the page where it is done, console ("/meetings/12")
    std::string phone_link{};      // and on the phone ("/m/meetings/12"); empty: none
    std::string action;            // the word on the button: 核验
};

}  // namespace zhibu
