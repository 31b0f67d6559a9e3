import { expect, test } from "vitest";
import { date_of, fen_of, integer_of, plain_number, yuan_of } from "./typed_text";

test.each([
  [integer_of("１２"), 12], [integer_of(" 1,842 "), 1842], [integer_of(""), null], [integer_of("十二"), "十二"], [integer_of("-3"), -3],
  [fen_of("12.3"), 1230], [fen_of("0.07"), 7], [fen_of("¥1,000"), 100000], [fen_of("1000 元"), 100000], [fen_of("1.234"), "1.234"], [fen_of("-0.5"), -50], [fen_of(" "), null],
  [yuan_of(7), "0.07"], [yuan_of(-1250), "-12.50"],
  [plain_number("1101 0119 9003 07X x"), "11010119900307XX"], [plain_number("１３８-０００１"), "1380001"],
])("%s", (read, expected) => expect(read).toBe(expected));

test.each([
  ["2021-03-01", "2021-03-01"], ["2021-3-1", "2021-03-01"], ["2021.3.1", "2021-03-01"], ["2021/03/01", "2021-03-01"], ["2021年3月1日", "2021-03-01"], ["2021 年 3 月", undefined],
  [" ２０２１．０３．０１ ", "2021-03-01"], ["20210301", "2021-03-01"], ["2021-02-29", undefined], ["2020-02-29", "2020-02-29"], ["20211301", undefined], ["三月一日", undefined], ["", undefined],
])("the date in “%s” is %s", (typed, date) => expect(date_of(typed)).toBe(date));
