"""Every sentence about a cell, a sheet or a file: its code and what is there, then what to do."""

from __future__ import annotations

from functools import partial

from pipeline.core.finding import catalogue, said

REPAIRED = "N201"
NO_RESULT = "E126"
TOTAL = "W126"

FILES = catalogue("""
E101 文件是空的，没有任何内容
     请打开原来的工作簿，重新保存后再放入
E102 文件设有打开密码，无法读取
     请取消打开密码，保存后再放入
E103 文件是{what}，不是 .xlsx 工作簿，没有读取
     请用 WPS 或 Excel 打开，另存为 .xlsx 后再放入
E104 文件不完整或已损坏，无法打开
     请先确认能用 WPS 或 Excel 打开，重新保存后再放入
E105 文件过大：{what}
     请删去图片、附件和多余的内容，或把内容填到空白模板里再放入
E106 文件内部带有外部声明（DOCTYPE），为安全起见没有读取
     请把内容填到空白模板里再放入
E107 文件的内部结构不寻常，读取时{what}，没有读取
     请用 WPS 或 Excel 打开，另存为 .xlsx 后再放入
E108 文件打不开，可能没有读取的权限，或正被别的程序占用
     请关闭正在使用它的程序，确认能打开后再运行一次
E109 这是一个链接，指向的文件已经不在了或打不开，没有读取
     请把工作簿本身放入文件夹，不要放链接
W101 这是{what}，不是填报用的工作簿，没有读取
     放错了就移走；要报送的内容请填到空白模板里
W102 工作簿里没有填报用的工作表，没有读取
     放错了就移走；要报送的内容请填到空白模板里
W103 这是打开工作簿时留下的临时文件，可能有人正在编辑
     请保存并关闭工作簿后再运行一次
W104 用的“{book}”模板和现行的不是同一版，已按现行的要求读取
     有提示的地方请照改；下次请用新发的空白模板
W106 这是返还的副本，改过以后没有放回原来的文件，没有读取
     请把改好的这份改名为“{title}”，替换原来的文件
W105 文件带有宏；宏没有运行，只读取了单元格里的值
     请另存为不带宏的 .xlsx
""")
SHEETS = catalogue("""
E121 工作表“{title}”不在文件里{hint}
     请从空白模板补上这张表，或在返还的副本里填写；不要改工作表的名称
E122 工作表“{title}”的内容一直排到第 {row} 行、{letter} 列，超出能读取的范围，没有读取
     请删去第 {rows} 行以后和 {last} 列以后的内容，保存后再放入
E123 工作表“{title}”里找不到表头
     请把内容填到空白模板的同名工作表里，保留表头一行
E124 缺少“{column}”这一列{hint}
     请照空白模板补上表头“{column}”和这一列的内容
E125 表头“{column}”出现了不止一次：{value}
     请只保留一列，其余的删去或改名
E126 有 {count} 个公式没有计算结果（{cells}），读到的是空白
     请用 WPS 或 Excel 打开原来的文件，保存一次后再放入，或直接填写数值
E127 {value} 是合并单元格，只有左上角一格的内容能读到
     请取消合并，每一行、每一格分别填写
E128 第 {row} 行的行标是“{mark}”，“{column}”却是“{value}”；标为“{mark}”的行不计入
     要报送的内容请写到没有行标的空行里；模板原有的{mark}行恢复原样或清空
E129 工作表“{title}”里有 {present} 格内容，只读到 {read} 格（{cells}读不到），为免遗漏，整张表没有采用
     请用 WPS 或 Excel 打开后另存为 .xlsx 再放入
E130 封面缺少“{column}”一项
     请照空白模板补上“{column}”
E131 “{column}”的本季无一格是“{value}”，看不出是有还是无
     本季没有就打 √，有内容就留空
E132 没有工作表“{title}”，按“{value}”就是它改了名读取
     请把工作表“{value}”的名称改回“{title}”；返还的副本里已经改好
E133 工作表的名称和里面的表对不上：{value}；已按里面的表头读取
     请把每张工作表的名称改成里面那张表的名称；返还的副本里已经改好
E134 工作表“{title}”里是“{value}”的表，“{title}”的内容不在文件里
     请从空白模板补上“{title}”这张表，或在返还的副本里填写
W121 {value} 列的表头“{column}”不是模板里的，这一列没有读取{hint}
     有用的内容请移到模板的列里；备注可以留着
W125 {value} 列没有表头，里面的内容没有读取
     有用的内容请移到模板的列里；备注可以留着
W126 第 {row} 行是“{value}”，不是一条填报的内容，没有读取
     请删去这一行；合计由程序算，填表人写在封面
W122 有 {count} 行是隐藏的（第 {rows} 行），已照常读取
     请取消隐藏或筛选，核对这些行
W123 工作表“{title}”不是模板里的，没有读取
     有用的内容请移到模板的工作表里；自用的可以留着
W128 有 {count} 行整行划了删除线（第 {rows} 行），已照常读取
     不要的行请删去；要报送的请去掉删除线
W129 有些格划了删除线（{cells}），已照常读取
     作废的内容请删去；要报送的请去掉删除线
W127 工作表“{title}”上放着{what}，没有读取，返还的副本里也没有
     要报送的内容请写进单元格；图片等请自行保存原件
N121 工作表“{title}”是隐藏的，已照常读取
     请取消隐藏，核对里面的内容
W124 旧模板里标为“{mark}”的第 {row} 行，“{column}”是“{value}”；这样的行不计入
     如果这是要报送的内容，请写到下面的空行里
""")
CELLS = catalogue("""
E201 “{column}”为空
     请填写{column}，例如 {example}
E202 “{column}”是“{value}”，不是数字
     只填数字，例如 {example}
E203 “{column}”是“{value}”，不是整数
     只填整数，例如 {example}
E204 “{column}”是“{value}”，不是日期
     写明年月日，例如 {example}
E205 “{column}”是“{value}”，分不清哪个是月、哪个是日
     按年、月、日的次序写，例如 {example}
E206 “{column}”是“{value}”，看不出是哪年哪月
     写明年和月，例如 {example}
E207 “{column}”是“{value}”，看不出是哪一期
     写成年份加季度，例如 {example}
E208 “{column}”是“{value}”，超过 15 位的数字末几位已经丢失
     请把单元格改为文本格式，重新填写，例如 {example}
E209 “{column}”里是一张图片，图片读不出来
     请填写文字或数字，例如 {example}
E210 “{column}”显示为 {value}，是算不出来的公式
     请改好公式或直接填写，例如 {example}
E211 “{column}”是“{value}”，不在可选的内容里{hint}
     请从下拉列表中选择：{choices}
E212 “{column}”是 {value}，小于允许的最小值 {limit}
     请填写不小于 {limit} 的数，例如 {example}
E213 “{column}”是 {value}，大于允许的最大值 {limit}
     请填写不大于 {limit} 的数，例如 {example}
E214 “{column}”是“{value}”，写法不合要求
     请照这个样子写：{example}。{help}
E215 “{column}”是“{value}”，{says}
     请对照本行其他各格，改正“{column}”或有关的一格
E217 “{column}”为空，{says}
     请对照本行其他各格，填写“{column}”或改正有关的一格
E218 “{column}”里的“{item}”不在可选的内容里{hint}
     请从这些内容中选，用“、”隔开：{choices}
E219 “{column}”里还是“{value}”
     请直接填写结果，例如 {example}
E220 “{column}”是“{value}”，那一天不是这个星期几
     请核对是哪一天，写明年月日，例如 {example}
E221 “{column}”显示为 {value}，多半是只写了月和日（如 8.15），被表格当成了天数
     写明年月日，例如 {example}
E216 “{column}”的“{value}”出现了不止一次（第 {rows} 行）
     每一行要用不同的{column}；重复的行请删去或改正
E222 “{column}”显示为 {shown}，作为数却是 {number}，分不清报的是哪一个
     请把单元格的格式改为“常规”，直接填写要报的数，例如 {example}
E223 “{column}”里存着 {value}，单元格却不显示这个数
     请把单元格的格式改为“常规”，核对这个数
N201 “{column}”的“{value}”按 {repaired} 读取
     如果理解有误，请改成 {example} 的样子
N202 “{column}”显示为 {shown}，按 {repaired} 读取
     这里以 % 计，只填数字即可；如果理解有误，请直接填写要报的数
""")
SENTENCES = FILES | SHEETS | CELLS
say = partial(said, SENTENCES)
