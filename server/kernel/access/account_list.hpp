// What the account routes answer with.
#pragma once
#include "kernel/access/account.hpp"
#include "kernel/http/router.hpp"

namespace zhibu::access {

http::Response list_accounts(http::Call& call);  // a page, or with format=xlsx a sheet
std::string account_json(const View& view, const Account& account);
std::string describe_accounts(const Words& words, Language language);
http::Shape account_shape(bool page);

}  // namespace zhibu::access
