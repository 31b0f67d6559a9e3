// The module's door: on-site visits with their route, stations, scores and result.
#pragma once
#include <functional>
#include <string>

#include "organization/organization.hpp"

namespace zhibu::tour {

// An organisation's year as a PDF with its name, read as the actor: the archive binder that another module binds.
struct Bound {
    std::string name, pdf;
};
using Binding = std::function<std::function<Bound()>(const View&, Id<Organization>, int year)>;  // reads now, typesets when called

void install(App& app, Binding binding);

}  // namespace zhibu::tour
