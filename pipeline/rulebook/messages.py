"""Every sentence about what a rulebook says of surveys, the year and quotas, and about the rows that follow from it."""

from __future__ import annotations

from pipeline.core.finding import catalogue

RULES = catalogue("""
E540 “{column}”是“{value}”，评价细则的“{where}”表里没有
     请照评价细则改正；确实要有的，请在评价细则里补上
E541 {of}的{group}测评，“{value}”填了不止一行
     同一类的同一个答案只留一行
E542 {of}的{group}测评：{why}
     请核对票数，改正“收回”或各项的票数
W540 {of}的{group}测评没有计入：{why}
     票数有误的请改正；确实如此的不用处理，其余各类按权重折算
W541 {value}没有{groups}的测评，其余各类按权重折算
     漏填的请补上；这一类没有测评的不用处理
E543 测评类别的权重加起来不是 100：{kind}合计 {total}
     请改正权重，每类单位合计 100
E544 指标 {indicator} 用“测评明细”，{kind}的“{lacking}”表是空的
     请在“{lacking}”表填写；不分类测评的，数据表请选“满意度测评”
W542 “{sheet}”填了，没有指标用“测评明细”，不起作用
     要分类测评的，请把指标的数据表改成“测评明细”；不用的请删去各行
E545 “{name}”的内容“{value}”{why}
     请改正；四个季度一样、没有年终得分的空着
E546 名额的“{column}”是 {value}，方向是至少：{why}
     请改正占比、星级或最少名额
W543 名额的“{column}”是 {value}，方向是至少：{why}
     要起作用的，请改占比、取整或最少名额
W544 名额按申报单位算，“{value}”表里没有一个申报的，名额不起作用
     请登记申报的单位；这一期没有申报的不用处理
E660 “{name}”（{indicator}）由台账计算，“计算设置”表里没有写怎么算
     请在“计算设置”表为它写一行，填计算方法和数据表；不由台账计算的，请改“考评方式”
E661 序号“{value}”在“评价细则”表里没有，这一行不起作用{hint}
     请改正序号，或删去这一行
E662 {of}报的分是 {value}，超过“{name}”（{indicator}）的标准分 {points}
     没有写目标值的，报的数就是得分，请按标准分以内填；报的是百分数等的，请办公室在“计算设置”写目标值
N540 {kind} {star} 级及以下的名额是{value}：本单位变好，星级不会降；但别的单位变好，本单位可能降级
     不用处理；要各单位互不影响的，请删去这一行
N520 指标 {indicator} 是{value}：本单位变好，得分不会降；但别的单位变好，本单位可能少得
     不用处理；要各单位互不影响的，请改成按比例、按档或按差额计分
""")
