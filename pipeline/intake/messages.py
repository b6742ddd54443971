"""Every sentence about workbooks together: references, periods, missing and double workbooks, and the rulebook."""

from __future__ import annotations

from functools import partial

from pipeline.core.finding import Sentence, Severity, said

ERROR, WARNING, NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE
SENTENCES: dict[str, Sentence] = {
    # code: severity, message, remedy
    "E301": (
        ERROR,
        "“{column}”是“{value}”，{where}里没有{hint}",
        "请照{where}改正；如果是那里漏了，请办公室补上",
    ),
    "E302": (
        ERROR,
        "“{column}”是“{value}”，属于{branch}，不是本支部的人",
        "请改成本支部人员的工号；人员已调动的请办公室改名册",
    ),
    "E303": (
        ERROR,
        "“{column}”是“{value}”，不是本支部所辖的班组（属于{branch}）",
        "请填到{branch}的工作簿，或请办公室改名册",
    ),
    "E304": (
        ERROR,
        "“{column}”的“{value}”在别的工作簿里也有（{other}）",
        "请改成全厂不重复的编号；同一件事只在一本工作簿里填",
    ),
    "E305": (ERROR, "目标“{value}”由{examiner}报完成值，不由本单位报", "请删去这一行，由{examiner}填报"),
    "E306": (ERROR, "“{column}”是“{value}”，不是党员", "请改成党员的工号；政治面貌有变化的请办公室改名册"),
    "E307": (ERROR, "核定分 {value} 高于指标 {indicator} 的标准分 {points}", "请按标准分以内的分值核定"),
    "E308": (ERROR, "“{column}”是“{value}”，不能直接核定：{why}", "请填写评价细则中的分项编码"),
    "E309": (ERROR, "{of}的指标 {indicator} 核定了不止一次", "同一单位的同一指标只留一行"),
    "E310": (ERROR, "清单编码“{item}”由{who}完成，但单位“{value}”不是{own}", "请改正单位或清单编码"),
    "E311": (ERROR, "清单编码“{value}”由“{sheet}”表证明，不在工作清单里填", "请删去这一行，填到“{sheet}”表"),
    "E312": (ERROR, "没有班组“{value}”的 {indicator} 考评记录", "没有扣分也要填一行，扣分填 0"),
    "E313": (ERROR, "没有目标“{value}”（{indicator}）的完成值", "请在“目标完成”表里填写这个目标的完成值"),
    "E315": (ERROR, "{kind}“{value}”只适用于{kinds}", "请改正单位类别或编码"),
    "E316": (
        ERROR,
        "“{column}”是“{value}”，名册里不是支部书记",
        "请改成书记的工号；书记有调整的请办公室改名册",
    ),
    "E317": (
        ERROR,
        "“{column}”是“{value}”，名册里是{politics}，民主评议不评等次",
        "请删去这一行；政治面貌有变化的请办公室改名册",
    ),
    "E318": (
        ERROR,
        "评为优秀的超过名额：正式党员 {full} 名，每 {each} 名至多一名优秀，名额 {most} 名",
        "请按名额改正等次；名额以评价细则的“民主评议几人一名优秀”为准",
    ),
    "E319": (
        ERROR,
        "“{column}”是“{value}”，本年的“微心愿”和“群众诉求”表里没有{hint}",
        "请改正编号；还没有登记的，先填到“微心愿”或“群众诉求”表里",
    ),
    "W301": (
        WARNING,
        "“{column}”是 {value}，不在本期（{period}）内，这一行没有计入",
        "如果日期写错请改正；属于其他期间的请填到那一期的工作簿",
    ),
    "W302": (WARNING, "{value} 不倒班，值班补学按缺席计", "确属倒班的请办公室改名册"),
    "W303": (
        WARNING,
        "“{of}”收回的 {value} 票多于发放的 {issued} 票，这次测评作废",
        "请核对票数，或重新测评",
    ),
    "W304": (
        WARNING,
        "“{of}”收回 {value} 票，不足应测评人数 {entitled} 的 {share}%，满意度不计",
        "可以补测；不补测的，这项指标不适用",
    ),
    "W305": (WARNING, "“{of}”的有效票不足 {least} 张，满意度不公布也不计", "可以与其他单位合并测评"),
    "W306": (
        WARNING,
        "成果“{value}”在几处出现，只按最高的一处计一次",
        "请核对成果编号；确是不同成果的请改编号",
    ),
    "W307": (
        WARNING,
        "同一天、同一主题的助力在“组织生活”和“助力行动”都填了，只计一次",
        "主题党日的助力只在“组织生活”填",
    ),
    "W308": (WARNING, "这个责任区本季没有发现问题，不计入责任区整改", "请核实责任区是否开展了检查"),
    "W309": (WARNING, "本支部本季没有职工提出的心愿和诉求", "请核实征集情况"),
    "W310": (WARNING, "“{column}”用的是曾用名“{value}”，现名“{now}”，已按现名计入", "下次请用现名"),
    "W311": (
        WARNING,
        "承诺 {pledge} 在{period}还没有督诺",
        "请按“定期督诺”每季至少督诺一次，填上最近一次的日期",
    ),
    "W321": (
        WARNING,
        "承诺 {pledge} 还没有支部的审核结论",
        "请对照四项要求审核后填写；没有审核通过的承诺不公开、不计入",
    ),
    "W322": (
        WARNING,
        "承诺 {pledge} 的“{column}”{value} 早于“{earlier}”{day}，五个步骤的先后不对",
        "请核对这两个日期",
    ),
    "W323": (
        WARNING,
        "承诺 {pledge} 的状态是“{state}”，但“{column}”是空的",
        "请补上，或把状态改成实际走到的一步",
    ),
    "W324": (
        WARNING,
        "承诺 {pledge} 已有评诺日期，状态却是“{value}”",
        "请把状态改成“已评诺”，或改正评诺日期",
    ),
    "W325": (WARNING, "承诺 {pledge} 在 {done} 已完成，到现在没有评诺", "请组织民主评诺，填上评诺日期和结果"),
    "W326": (
        WARNING,
        "承诺 {pledge} 到 {deadline} 没有按时兑现，也没有写明原因",
        "请写明客观原因还是主观原因；客观原因要向群众说明",
    ),
    "W327": (
        WARNING,
        "{unit}已开展民主评议{day}，还有 {count} 名正式党员没有等次：{names}",
        "请在“民主评议”表补上他们的等次",
    ),
    "W328": (
        WARNING,
        "“{column}”是 {value}，名册里{whose}的{who}只有 {most} 人",
        "请核对人数；确有其他单位的人参加的，不用处理",
    ),
    "W329": (
        WARNING,
        "目标 {goal}“{indicator}”的方向是“{direction}”，全年都是 0，报多少都算达到",
        "越少越好的，请把方向改成“越低越好”",
    ),
    "W330": (
        WARNING,
        "{unit}报了 {count} 名党员的民主评议等次，“组织生活”表没有这次会议",
        "请补上会议的日期；还没有开的，等次开会以后再报",
    ),
    "E401": (ERROR, "没有收到{unit}的“{kind}”工作簿", "请催报{leave}"),
    "E409": (
        ERROR,
        "没有收到{unit}能用的“{kind}”工作簿，收到的是 {files}",
        "请按括号里说的改正，重新放入{leave}",
    ),
    "E402": (ERROR, "{period}没有可用的“{kind}”工作簿", "请把覆盖本期的“{kind}”放入 input 文件夹"),
    "E403": (
        ERROR,
        "“{kind}”有两份都能用于本期，分不出用哪一份：{files}",
        "请只留一份，或改正封面的期间和截至日期",
    ),
    "E404": (
        ERROR,
        "{unit}有两份同为{as_of}的工作簿，与 {file} 内容不同：{cells}",
        "请只留正确的一份，或把较新一份的截至日期改正",
    ),
    "E405": (ERROR, "“{sheet}”是空的，封面也没有勾“本季无”", "有内容就填写{where}，没有才在封面勾“本季无”"),
    "E406": (ERROR, "“{sheet}”已填写，封面却勾了“本季无”", "请去掉封面的勾，或清空这张表"),
    "E408": (
        ERROR,
        "封面的单位“{value}”在名册里没有{hint}",
        "请照名册填写单位的规范名称；这一份不用的，请移出 input 文件夹",
    ),
    "E411": (
        ERROR,
        "{unit}有内容不同的工作簿（{files}），有的没有写明截至日期，分不出哪一份在后",
        "请填上截至日期（{blank}），或只留正确的一份",
    ),
    "E412": (
        ERROR,
        "{unit}有两份同为{as_of}的工作簿，与 {file} 大部分内容不同：{cells}",
        "很可能有一份的封面写错了单位或期间，请核对两份的封面",
    ),
    "E413": (
        ERROR,
        "封面的单位是“{value}”，表里填的却多是“{owner}”的人员、班组和目标（{named} 处中有 {own} 处）",
        "请核对封面：是{owner}的就把单位改成“{owner}”；确是{value}的，请换成{value}自己的内容",
    ),
    "E414": (ERROR, "{period}没有可用的“{kind}”工作簿，收到的是 {files}", "请按括号里说的改正，重新放入"),
    "W402": (WARNING, "已被较新的一份（{file}，截至 {as_of}）取代，没有计入", "不用处理；旧的一份可以移走"),
    "W403": (WARNING, "与 {file} 内容相同，只计一份", "可以移走重复的一份"),
    "W404": (WARNING, "按要求不计入{unit}", "去掉 WITHOUT 就会计入"),
    "W405": (WARNING, "封面的电厂是“{value}”，与评价细则的“{plant}”不同", "请核对是不是放错了文件夹"),
    "W408": (
        WARNING,
        "“{column}”是 {value}，{why}",
        "请核对年份和月份；几次报送以截至日期较新的一份为准，写错了会用错工作簿",
    ),
    "W410": (
        WARNING,
        "已被较新的一份（{file}，截至 {as_of}）取代，两份却大部分不同",
        "可能有一份的封面写错了单位或期间，请核对两份的封面",
    ),
    "W407": (
        WARNING,
        "封面的期间是“{value}”，没有一份组织名册包括这一期，这份没有计入",
        "写错的请改正，例如 {example}；没有写错的，请把包括这一期的“组织名册”放入 input 文件夹",
    ),
    "W409": (
        WARNING,
        "封面的期间是“{value}”，是全年；“{kind}”按季度或月报送，这份没有计入",
        "请改成季度或月，例如 {example}",
    ),
    "W406": (
        WARNING,
        "各表的内容与上一期的 {file} {how}，可能是把上一期的工作簿又放了一次",
        "请核对是不是放错了工作簿；确实没有变化的，不用处理",
    ),
    "W411": (
        WARNING,
        "各表的内容与别的单位的 {file} {how}，可能是拿错了工作簿，或粘贴了别人的内容",
        "请核对封面的单位和各表的内容",
    ),
    "E501": (ERROR, "{kind}各指标标准分之和是 {total}，应为 {full}", "请调整标准分"),
    "E502": (ERROR, "{parent} 各分项标准分之和是 {total}，应为 {full}", "请调整分项的标准分"),
    "E503": (ERROR, "“{column}”写的是“{value}”：{why}", "请照评价细则的填写说明改正"),
    "E504": (ERROR, "{kind}的星级标准{why}", "一到五星各写一行，分数线逐级升高"),
    "E505": (ERROR, "{star} 星的联动条件没有支部能满足：{why}", "请降低条件或改班组数范围"),
    "E506": (
        ERROR,
        "指标“{value}”以文章、照片、笔记、批示等计分",
        "为基层减负，这类内容不得作为考核指标，请删去",
    ),
    "E507": (ERROR, "算例“{name}”应得{expected}，按细则算出{found}", "请核对算例和细则"),
    "E508": (ERROR, "所属指标“{value}”不在指标表里", "请改正所属指标的编码"),
    "E509": (ERROR, "“{column}”是“{value}”，“{sheet}”表里没有", "请改正编码，或在“{sheet}”表里补上"),
    "E510": (ERROR, "计算方法“{measure}”还要填：{columns}", "这种计算方法离不开这些列，请填写"),
    "E511": (ERROR, "设置“{name}”是“{value}”，{why}", "请改正，例如 {example}"),
    "E512": (ERROR, "缺少设置“{value}”", "请照空白评价细则补上这一行"),
    "E513": (ERROR, "“{column}”这一列没有内容，评价细则不能用来评星", "请照空白评价细则补上这一列"),
    "W501": (
        WARNING,
        "指标 {indicator} 的标准分是 0，“三比权重”又空着，在三比中不起作用",
        "请填写“三比权重”；不参加三比的，清空“三比”和“量质”",
    ),
}
say = partial(said, SENTENCES)
