// What waits for a second person's word, on the phone.
import type { PhoneModule } from "@/kernel/module/phone_module";

export default {
  name: "access",
  routes: [{ path: "/export-requests/:id(\\d+)", component: () => import("./ExportRequestPage.vue"), meta: { words: "access.export_request._", parent: "/" } }],
  tabs: [],
} satisfies PhoneModule;
