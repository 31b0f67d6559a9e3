// What the shell needs to know of the running console: its modules, handed in once by the entry.
import type { InjectionKey } from "vue";
import type { ConsoleModule } from "@/kernel/module/console_module";

export const console_modules: InjectionKey<ConsoleModule[]> = Symbol("modules");
