import { expect, test } from "vitest";
import { format_bytes, format_date, format_instant, format_money, format_month, format_number, format_percent, format_weekday } from "./format";

test.each([
  [format_date("2021-03-01"), "2021年3月1日"],
  [format_date(null), "—"],
  [format_weekday("2021-12-03"), "12月3日 星期五"],
  [format_weekday("2024-02-29"), "2月29日 星期四"],
  [format_month("2021-12"), "2021年12月"],
  [format_instant("2021-12-28T09:05:00+08:00"), "2021年12月28日 09:05"],
  [format_number(1842), "1,842"],
  [format_number(1.44), "1.4"],
  [format_percent(0.936), "93.6%"],
  [format_percent(-0.247), "-24.7%"],
  [format_percent(1), "100%"],
  [format_money(123456), "1,234.56 元"],
  [format_money(20), "0.20 元"],
  [format_bytes(1536), "1.5 KB"],
])("%s", (shown, expected) => expect(shown).toBe(expected));
