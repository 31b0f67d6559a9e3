// The organisation tree for other modules: a chooser in forms and filters.
import { register_chooser } from "@/kernel/described/description";
import type { ConsoleModule } from "@/kernel/module/console_module";

register_chooser("organization", () => import("./OrganizationPicker.vue"));

export default { name: "organization", routes: [], menu: [] } satisfies ConsoleModule;
