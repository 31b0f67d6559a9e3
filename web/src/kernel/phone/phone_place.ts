// What the phone's shell needs to know of the running page: its modules, handed in once by the entry.
import type { InjectionKey } from "vue";
import type { PhoneModule } from "@/kernel/module/phone_module";

export const phone_modules: InjectionKey<PhoneModule[]> = Symbol("phone modules");
