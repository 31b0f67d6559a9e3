// The module's door: business beside Party work, brought in by sheets, and what ties the two together.
#pragma once
#include "kernel/app.hpp"

namespace zhibu::business {

void install(App& app);
void install_items(App& app);
void install_figures(App& app);
void declare_item_import(App& app);
void declare_figure_import(App& app);
void add_inbox(const View& view, std::vector<InboxItem>& items);

}  // namespace zhibu::business
