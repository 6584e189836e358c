"""Made by python -m reports.precompile from report.html; not written by hand."""
# mypy: ignore-errors

from jinja2.runtime import LoopContext, Macro, Markup, Namespace, TemplateNotFound, TemplateReference, TemplateRuntimeError, Undefined, escape, identity, internalcode, markup_join, missing, str_join

STAMP = '3.1.6 01076ad4afd2305d4c334c2e77a8f85e86bb4513265a0e3fc499023869683549'

name = 'report.html'

def root(context, missing=missing):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat
    cond_expr_undefined = Undefined
    if 0: yield None
    l_0_language = resolve('language')
    l_0_style_hash = resolve('style_hash')
    l_0_r = resolve('r')
    l_0_css = resolve('css')
    l_0_platforms = resolve('platforms')
    l_0_size = resolve('size')
    l_0_most = resolve('most')
    l_0_rest = resolve('rest')
    l_0_by_use = resolve('by_use')
    l_0_clues = resolve('clues')
    l_0_drawings = resolve('drawings')
    l_0_examined = resolve('examined')
    l_0_not_run = resolve('not_run')
    l_0_not_found = resolve('not_found')
    l_0_not_applicable = resolve('not_applicable')
    l_0_steps = resolve('steps')
    l_0_t = l_0_l = l_0_sev = l_0_use = l_0_cell = l_0_joined = l_0_places = l_0_fact = l_0_clause = l_0_evidence = l_0_item = missing
    try:
        t_1 = environment.filters['join']
    except KeyError:
        @internalcode
        def t_1(*unused):
            raise TemplateRuntimeError("No filter named 'join' found.")
    try:
        t_2 = environment.filters['length']
    except KeyError:
        @internalcode
        def t_2(*unused):
            raise TemplateRuntimeError("No filter named 'length' found.")
    try:
        t_3 = environment.filters['list']
    except KeyError:
        @internalcode
        def t_3(*unused):
            raise TemplateRuntimeError("No filter named 'list' found.")
    try:
        t_4 = environment.filters['map']
    except KeyError:
        @internalcode
        def t_4(*unused):
            raise TemplateRuntimeError("No filter named 'map' found.")
    try:
        t_5 = environment.filters['selectattr']
    except KeyError:
        @internalcode
        def t_5(*unused):
            raise TemplateRuntimeError("No filter named 'selectattr' found.")
    pass
    def macro(l_1_x):
        t_6 = []
        if l_1_x is missing:
            l_1_x = undefined("parameter 'x' was not provided", name='x')
        pass
        if (environment.getattr(l_1_x, 'zh') == environment.getattr(l_1_x, 'en')):
            pass
            t_6.append(
                escape(environment.getattr(l_1_x, 'zh')),
            )
        else:
            pass
            t_6.extend((
                '<span class="zh">',
                escape(environment.getattr(l_1_x, 'zh')),
                '</span><span class="en" lang="en">',
                escape(environment.getattr(l_1_x, 'en')),
                '</span>',
            ))
        return concat(t_6)
    context.exported_vars.add('t')
    context.vars['t'] = l_0_t = Macro(environment, macro, 't', ('x',), False, False, False, context.eval_ctx.autoescape)
    def macro(l_1_zh, l_1_en):
        t_7 = []
        if l_1_zh is missing:
            l_1_zh = undefined("parameter 'zh' was not provided", name='zh')
        if l_1_en is missing:
            l_1_en = undefined("parameter 'en' was not provided", name='en')
        pass
        t_7.extend((
            '<span class="zh">',
            escape(l_1_zh),
            '</span><span class="en" lang="en">',
            escape(l_1_en),
            '</span>',
        ))
        return concat(t_7)
    context.exported_vars.add('l')
    context.vars['l'] = l_0_l = Macro(environment, macro, 'l', ('zh', 'en'), False, False, False, context.eval_ctx.autoescape)
    def macro(l_1_n):
        t_8 = []
        l_1_severities = resolve('severities')
        if l_1_n is missing:
            l_1_n = undefined("parameter 'n' was not provided", name='n')
        pass
        t_8.extend((
            '<span class="sev s',
            escape(l_1_n),
            '">S',
            escape(l_1_n),
            ' ',
            escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getitem((undefined(name='severities') if l_1_severities is missing else l_1_severities), l_1_n))),
            '</span>',
        ))
        return concat(t_8)
    context.exported_vars.add('sev')
    context.vars['sev'] = l_0_sev = Macro(environment, macro, 'sev', ('n',), False, False, False, context.eval_ctx.autoescape)
    def macro(l_1_u):
        t_9 = []
        l_1_uses = resolve('uses')
        if l_1_u is missing:
            l_1_u = undefined("parameter 'u' was not provided", name='u')
        pass
        t_9.extend((
            '<span class="use">',
            escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getitem((undefined(name='uses') if l_1_uses is missing else l_1_uses), l_1_u))),
            '</span>',
        ))
        return concat(t_9)
    context.exported_vars.add('use')
    context.vars['use'] = l_0_use = Macro(environment, macro, 'use', ('u',), False, False, False, context.eval_ctx.autoescape)
    def macro(l_1_c):
        t_10 = []
        if l_1_c is missing:
            l_1_c = undefined("parameter 'c' was not provided", name='c')
        pass
        t_10.extend((
            '<td class="c-',
            escape(environment.getattr(l_1_c, 'state')),
            '">',
            escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(l_1_c, 'text'))),
            '</td>',
        ))
        return concat(t_10)
    context.exported_vars.add('cell')
    context.vars['cell'] = l_0_cell = Macro(environment, macro, 'cell', ('c',), False, False, False, context.eval_ctx.autoescape)
    def macro(l_1_names, l_1_most):
        t_11 = []
        if l_1_names is missing:
            l_1_names = undefined("parameter 'names' was not provided", name='names')
        if l_1_most is missing:
            l_1_most = undefined("parameter 'most' was not provided", name='most')
        pass
        t_11.extend((
            '<span class="v">',
            escape(t_1(context.eval_ctx, l_1_names[:l_1_most], '、')),
            '</span>',
        ))
        if (t_2(l_1_names) > l_1_most):
            pass
            t_11.append(
                escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), markup_join((' 等 ', t_2(l_1_names), ' 项', )), markup_join((' and ', (t_2(l_1_names) - l_1_most), ' more', )))),
            )
        return concat(t_11)
    context.exported_vars.add('joined')
    context.vars['joined'] = l_0_joined = Macro(environment, macro, 'joined', ('names', 'most'), False, False, False, context.eval_ctx.autoescape)
    def macro(l_1_found):
        t_12 = []
        if l_1_found is missing:
            l_1_found = undefined("parameter 'found' was not provided", name='found')
        pass
        t_12.append(
            '<ul class="places">\n',
        )
        for l_2_place in l_1_found:
            _loop_vars = {}
            pass
            t_12.append(
                '<li>',
            )
            if environment.getattr(l_2_place, 'at'):
                pass
                t_12.extend((
                    '<code>',
                    escape(environment.getattr(l_2_place, 'at')),
                    '</code>',
                ))
            else:
                pass
                t_12.extend((
                    '<small>',
                    escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '整个安装包', 'the whole package', _loop_vars=_loop_vars)),
                    '</small>',
                ))
            t_12.extend((
                ' <code class="id">',
                escape(environment.getattr(l_2_place, 'id')),
                '</code></li>\n',
            ))
        l_2_place = missing
        t_12.append(
            '</ul>',
        )
        return concat(t_12)
    context.exported_vars.add('places')
    context.vars['places'] = l_0_places = Macro(environment, macro, 'places', ('found',), False, False, False, context.eval_ctx.autoescape)
    def macro(l_1_f):
        t_13 = []
        if l_1_f is missing:
            l_1_f = undefined("parameter 'f' was not provided", name='f')
        pass
        t_13.append(
            '<li>',
        )
        if (environment.getattr(l_1_f, 'by') == 'person'):
            pass
            t_13.extend((
                '<b>',
                escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '人工取证', 'seen by a person')),
                '</b> ',
            ))
        t_13.extend((
            escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(l_1_f, 'what'))),
            '\n',
        ))
        if (environment.getattr(l_1_f, 'total') > 1):
            pass
            t_13.extend((
                '<small>',
                escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), markup_join(('共 ', environment.getattr(l_1_f, 'total'), ' 处', )), markup_join((environment.getattr(l_1_f, 'total'), ' places', )))),
            ))
            if (environment.getattr(l_1_f, 'total') > t_2(environment.getattr(l_1_f, 'places'))):
                pass
                t_13.append(
                    escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), markup_join((',列出前 ', t_2(environment.getattr(l_1_f, 'places')), ' 处', )), markup_join((', the first ', t_2(environment.getattr(l_1_f, 'places')), ' shown', )))),
                )
            t_13.append(
                '</small>',
            )
        for l_2_line in environment.getattr(l_1_f, 'lines'):
            _loop_vars = {}
            pass
            t_13.extend((
                '<br><small>',
                escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), l_2_line, _loop_vars=_loop_vars)),
                '</small>',
            ))
        l_2_line = missing
        t_13.extend((
            escape(context.call((undefined(name='places') if l_0_places is missing else l_0_places), environment.getattr(l_1_f, 'places')[:3])),
            '\n',
        ))
        if (t_2(environment.getattr(l_1_f, 'places')) > 3):
            pass
            t_13.extend((
                '<details class="rest"><summary><small>',
                escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), markup_join(('其余 ', (t_2(environment.getattr(l_1_f, 'places')) - 3), ' 处', )), markup_join(((t_2(environment.getattr(l_1_f, 'places')) - 3), ' more', )))),
                '</small></summary></details>\n<div class="body">',
                escape(context.call((undefined(name='places') if l_0_places is missing else l_0_places), environment.getattr(l_1_f, 'places')[3:])),
                '</div>\n',
            ))
        t_13.append(
            '</li>',
        )
        return concat(t_13)
    context.exported_vars.add('fact')
    context.vars['fact'] = l_0_fact = Macro(environment, macro, 'fact', ('f',), False, False, False, context.eval_ctx.autoescape)
    def macro(l_1_c):
        t_14 = []
        if l_1_c is missing:
            l_1_c = undefined("parameter 'c' was not provided", name='c')
        pass
        t_14.extend((
            '<li class="norm">《',
            escape(environment.getattr(l_1_c, 'title')),
            '》(',
            escape(environment.getattr(l_1_c, 'number')),
            ')',
            escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(l_1_c, 'clause'))),
            '\n',
        ))
        if (not environment.getattr(l_1_c, 'verified')):
            pass
            t_14.extend((
                '<span class="unverified whole">',
                escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '未核实条文', 'text not verified')),
                '</span>',
            ))
        t_14.extend((
            '<small><span class="whole">',
            escape(environment.getattr(l_1_c, 'level')),
            ' · ',
            escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), markup_join((environment.getattr(l_1_c, 'since'), ' 起施行', )), markup_join(('in force since ', environment.getattr(l_1_c, 'since'), )))),
        ))
        if environment.getattr(l_1_c, 'until'):
            pass
            t_14.append(
                escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), markup_join((',至 ', environment.getattr(l_1_c, 'until'), )), markup_join((', until ', environment.getattr(l_1_c, 'until'), )))),
            )
        t_14.extend((
            '</span><br>',
            escape(environment.getattr(l_1_c, 'text')),
            '</small></li>',
        ))
        return concat(t_14)
    context.exported_vars.add('clause')
    context.vars['clause'] = l_0_clause = Macro(environment, macro, 'clause', ('c',), False, False, False, context.eval_ctx.autoescape)
    def macro(l_1_i, l_1_noted, l_1_apart):
        t_15 = []
        if l_1_i is missing:
            l_1_i = undefined("parameter 'i' was not provided", name='i')
        if l_1_noted is missing:
            l_1_noted = undefined("parameter 'noted' was not provided", name='noted')
        if l_1_apart is missing:
            l_1_apart = ()
        pass
        if (environment.getattr(l_1_i, 'note') and l_1_noted):
            pass
            t_15.extend((
                '<p><b>',
                escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '具体情况', 'in particular')),
                ':</b><span class="v">',
                escape(environment.getattr(l_1_i, 'note')),
                '</span></p>',
            ))
        if environment.getattr(l_1_i, 'facts'):
            pass
            t_15.append(
                '<ul class="facts">',
            )
            def t_16(fiter):
                for l_2_f in fiter:
                    if (l_2_f not in l_1_apart):
                        yield l_2_f
            for l_2_f in t_16(environment.getattr(l_1_i, 'facts')):
                _loop_vars = {}
                pass
                t_15.append(
                    escape(context.call((undefined(name='fact') if l_0_fact is missing else l_0_fact), l_2_f, _loop_vars=_loop_vars)),
                )
            l_2_f = missing
            t_15.append(
                '</ul>\n',
            )
            if environment.getattr(l_1_i, 'more'):
                pass
                t_15.extend((
                    '<small>',
                    escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), markup_join(('另有 ', environment.getattr(l_1_i, 'more'), ' 项证据,见 report.json 与 scan.json', )), markup_join((environment.getattr(l_1_i, 'more'), ' more facts in scan.json', )))),
                    '</small>',
                ))
        else:
            pass
            t_15.extend((
                '<small>',
                escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '依据备案材料判断,无安装包证据', 'from the filed material; no package evidence')),
                '</small>',
            ))
        return concat(t_15)
    context.exported_vars.add('evidence')
    context.vars['evidence'] = l_0_evidence = Macro(environment, macro, 'evidence', ('i', 'noted', 'apart'), False, False, False, context.eval_ctx.autoescape)
    def macro(l_1_group):
        t_17 = []
        l_1_rungs = resolve('rungs')
        l_1_shared = resolve('shared')
        l_1_all = resolve('all')
        l_1_i = missing
        if l_1_group is missing:
            l_1_group = undefined("parameter 'group' was not provided", name='group')
        pass
        l_1_i = environment.getitem(l_1_group, 0)
        t_17.extend((
            '<article class="item s',
            escape(environment.getattr((undefined(name='i') if l_1_i is missing else l_1_i), 'severity')),
            '">\n',
        ))
        for l_2_x in l_1_group:
            _loop_vars = {}
            pass
            t_17.extend((
                '<span class="anchor" id="f-',
                escape(environment.getattr(l_2_x, 'key')),
                '"></span>',
            ))
        l_2_x = missing
        t_17.extend((
            '<h4>',
            escape(context.call((undefined(name='sev') if l_0_sev is missing else l_0_sev), environment.getattr((undefined(name='i') if l_1_i is missing else l_1_i), 'severity'))),
            escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr((undefined(name='i') if l_1_i is missing else l_1_i), 'title'))),
        ))
        if environment.getattr((undefined(name='i') if l_1_i is missing else l_1_i), 'name'):
            pass
            t_17.extend((
                ' — ',
                escape(context.call((undefined(name='joined') if l_0_joined is missing else l_0_joined), t_3(context.eval_ctx, t_4(context, l_1_group, attribute='name')), 8)),
            ))
        t_17.extend((
            '</h4>\n<p class="meta">',
            escape(environment.getattr((undefined(name='i') if l_1_i is missing else l_1_i), 'rule')),
            ' · ',
            escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr((undefined(name='i') if l_1_i is missing else l_1_i), 'verdict'))),
        ))
        if environment.getattr((undefined(name='i') if l_1_i is missing else l_1_i), 'rung'):
            pass
            t_17.extend((
                ' · ',
                escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '证据强度', 'evidence')),
                ':',
                escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getitem((undefined(name='rungs') if l_1_rungs is missing else l_1_rungs), environment.getattr((undefined(name='i') if l_1_i is missing else l_1_i), 'rung')))),
            ))
        if environment.getattr((undefined(name='i') if l_1_i is missing else l_1_i), 'child'):
            pass
            t_17.extend((
                ' · ',
                escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '涉未成年人', 'about minors')),
            ))
        if (environment.getattr((undefined(name='i') if l_1_i is missing else l_1_i), 'authority') != '教育行政部门'):
            pass
            t_17.extend((
                ' · ',
                escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '职责部门', 'authority')),
                ':',
                escape(environment.getattr((undefined(name='i') if l_1_i is missing else l_1_i), 'authority')),
            ))
        if environment.getattr((undefined(name='i') if l_1_i is missing else l_1_i), 'local'):
            pass
            t_17.extend((
                ' · ',
                escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '本省口径', "the province's own rule")),
                ':',
                escape(environment.getattr((undefined(name='i') if l_1_i is missing else l_1_i), 'local')),
            ))
        t_17.extend((
            '</p>\n<p>',
            escape(environment.getattr((undefined(name='i') if l_1_i is missing else l_1_i), 'plain')),
            '</p>\n',
        ))
        for l_2_m in environment.getattr((undefined(name='i') if l_1_i is missing else l_1_i), 'measured'):
            _loop_vars = {}
            pass
            t_17.extend((
                '<p class="soft">',
                escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '检测口径(非法定标准)', 'a threshold of the examiners, not of the law', _loop_vars=_loop_vars)),
                ':',
                escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), l_2_m, _loop_vars=_loop_vars)),
                '</p>',
            ))
        l_2_m = missing
        def t_18(fiter):
            l_2_differing = resolve('differing')
            for l_2_x in fiter:
                if (environment.getattr(l_2_x, 'key') in (undefined(name='differing') if l_2_differing is missing else l_2_differing)):
                    yield l_2_x
        for l_2_x in t_18(l_1_group):
            l_2_differing = resolve('differing')
            _loop_vars = {}
            pass
            t_17.append(
                '<p class="soft">',
            )
            if (t_2(l_1_group) > 1):
                pass
                t_17.extend((
                    '<span class="v">',
                    escape(environment.getattr(l_2_x, 'name')),
                    '</span>:',
                ))
            t_17.extend((
                escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(environment.getitem((undefined(name='differing') if l_2_differing is missing else l_2_differing), environment.getattr(l_2_x, 'key')), 'line'), _loop_vars=_loop_vars)),
                '</p>\n',
            ))
        l_2_x = l_2_differing = missing
        if (environment.getattr((undefined(name='i') if l_1_i is missing else l_1_i), 'note') and (t_2(l_1_group) == 1)):
            pass
            t_17.extend((
                '<p><b>',
                escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '具体情况', 'in particular')),
                ':</b><span class="v">',
                escape(environment.getattr((undefined(name='i') if l_1_i is missing else l_1_i), 'note')),
                '</span></p>',
            ))
        t_17.extend((
            '<details><summary>',
            escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '证据、依据与核实办法', 'evidence, basis and how to verify')),
            '</summary></details>\n<div class="body"><dl class="parts">\n<dt>',
            escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '证据', 'evidence')),
        ))
        if environment.getattr((undefined(name='i') if l_1_i is missing else l_1_i), 'facts'):
            pass
            t_17.extend((
                '<br><small>',
                escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '右侧为证据号', 'its number at the right')),
                '</small>',
            ))
        t_17.append(
            '</dt>\n<dd>',
        )
        if (t_2(l_1_group) > 1):
            pass
            l_1_all = context.call((undefined(name='shared') if l_1_shared is missing else l_1_shared), l_1_group)
            for l_2_x in l_1_group:
                _loop_vars = {}
                pass
                t_17.extend((
                    '<h5 class="v">',
                    escape(environment.getattr(l_2_x, 'name')),
                    '</h5>',
                    escape(context.call((undefined(name='evidence') if l_0_evidence is missing else l_0_evidence), l_2_x, True, (undefined(name='all') if l_1_all is missing else l_1_all), _loop_vars=_loop_vars)),
                ))
            l_2_x = missing
            if (undefined(name='all') if l_1_all is missing else l_1_all):
                pass
                t_17.extend((
                    '<h5>',
                    escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '以上各项', 'all of these')),
                    '</h5><ul class="facts">',
                ))
                for l_2_f in (undefined(name='all') if l_1_all is missing else l_1_all):
                    _loop_vars = {}
                    pass
                    t_17.append(
                        escape(context.call((undefined(name='fact') if l_0_fact is missing else l_0_fact), l_2_f, _loop_vars=_loop_vars)),
                    )
                l_2_f = missing
                t_17.append(
                    '</ul>',
                )
        else:
            pass
            t_17.append(
                escape(context.call((undefined(name='evidence') if l_0_evidence is missing else l_0_evidence), (undefined(name='i') if l_1_i is missing else l_1_i), False)),
            )
        t_17.extend((
            '</dd>\n<dt>',
            escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '核实步骤', 'how to verify')),
            '</dt><dd><ol>',
        ))
        for l_2_step in environment.getattr((undefined(name='i') if l_1_i is missing else l_1_i), 'check'):
            _loop_vars = {}
            pass
            t_17.extend((
                '<li>',
                escape(l_2_step),
                '</li>',
            ))
        l_2_step = missing
        t_17.append(
            '</ol></dd>\n',
        )
        if environment.getattr((undefined(name='i') if l_1_i is missing else l_1_i), 'traps'):
            pass
            t_17.extend((
                '<dt>',
                escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '容易误判', 'known traps')),
                '</dt><dd><ul>',
            ))
            for l_2_trap in environment.getattr((undefined(name='i') if l_1_i is missing else l_1_i), 'traps'):
                _loop_vars = {}
                pass
                t_17.extend((
                    '<li>',
                    escape(l_2_trap),
                    '</li>',
                ))
            l_2_trap = missing
            t_17.append(
                '</ul></dd>',
            )
        t_17.extend((
            '<dt>',
            escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '请提供者说明', 'ask the provider')),
            '</dt><dd class="send">',
            escape(environment.getattr((undefined(name='i') if l_1_i is missing else l_1_i), 'ask')),
            '</dd>\n<dt>',
            escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '改正意见', 'remedy')),
            '</dt><dd class="send">',
            escape(environment.getattr((undefined(name='i') if l_1_i is missing else l_1_i), 'remedy')),
            '</dd>\n<dt>',
            escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '依据', 'basis')),
            '</dt><dd><ul class="norms">',
        ))
        for l_2_c in environment.getattr((undefined(name='i') if l_1_i is missing else l_1_i), 'basis'):
            _loop_vars = {}
            pass
            t_17.append(
                escape(context.call((undefined(name='clause') if l_0_clause is missing else l_0_clause), l_2_c, _loop_vars=_loop_vars)),
            )
        l_2_c = missing
        t_17.append(
            '</ul></dd>\n</dl></div>\n</article>',
        )
        return concat(t_17)
    context.exported_vars.add('item')
    context.vars['item'] = l_0_item = Macro(environment, macro, 'item', ('group',), False, False, False, context.eval_ctx.autoescape)
    yield '<!DOCTYPE html>\n<html lang="'
    yield escape(('en' if ((undefined(name='language') if l_0_language is missing else l_0_language) == 'en') else 'zh-CN'))
    yield '">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \''
    yield escape((undefined(name='style_hash') if l_0_style_hash is missing else l_0_style_hash))
    yield '\'; base-uri \'none\'; form-action \'none\'">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" content="no-referrer">\n<title>'
    yield escape(environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'package'), 'label'))
    yield ' '
    yield escape(environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'package'), 'version')[:20])
    yield ' · '
    yield escape(('Heyan report' if ((undefined(name='language') if l_0_language is missing else l_0_language) == 'en') else '核验报告'))
    yield '</title>\n<style>'
    yield escape((undefined(name='css') if l_0_css is missing else l_0_css))
    yield '</style>\n</head>\n<body>\n<input class="switch" type="radio" name="lang" id="lang-en" autocomplete="off"'
    if ((undefined(name='language') if l_0_language is missing else l_0_language) == 'en'):
        pass
        yield ' checked'
    yield '><label for="lang-en" lang="en">English</label>\n<input class="switch" type="radio" name="lang" id="lang-zh" autocomplete="off"'
    if ((undefined(name='language') if l_0_language is missing else l_0_language) != 'en'):
        pass
        yield ' checked'
    yield '><label for="lang-zh">中文</label>\n<div class="page">\n\n<section class="cover">\n<div class="top"><b>'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), 'Heyan 核验', 'Heyan'))
    yield '</b><span>'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '教育移动应用风险核验报告', 'Risk report on an education app'))
    yield ' · '
    yield escape(environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'inputs'), 'at'))
    yield '</span></div>\n<h1><span class="v clamp one">'
    yield escape((environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'package'), 'label') or environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'package'), 'app_id')))
    yield '</span></h1>\n<dl class="who">\n<dt>'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '应用包名', 'app id'))
    yield '</dt><dd><code class="clamp">'
    yield escape(environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'package'), 'app_id'))
    yield '</code></dd>\n<dt>'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '平台', 'platform'))
    yield '</dt><dd>'
    yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getitem((undefined(name='platforms') if l_0_platforms is missing else l_0_platforms), environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'package'), 'platform'))))
    yield ' · '
    yield escape((undefined(name='size') if l_0_size is missing else l_0_size))
    yield '</dd>\n<dt>'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '版本', 'version'))
    yield '</dt><dd><span class="v clamp one">'
    yield escape(environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'package'), 'version'))
    if environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'package'), 'version_code'):
        pass
        yield ' ('
        yield escape(environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'package'), 'version_code'))
        yield ')'
    yield '</span></dd>\n<dt>'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '签名证书', 'signer'))
    yield '</dt><dd>'
    if environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'package'), 'signers'):
        pass
        yield '<code>'
        yield escape(environment.getitem(environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'package'), 'signers'), 0)[:12])
        yield '</code>'
        if (t_2(environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'package'), 'signers')) > 1):
            pass
            yield ' '
            yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), markup_join(('等 ', t_2(environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'package'), 'signers')), ' 个', )), markup_join(('and ', (t_2(environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'package'), 'signers')) - 1), ' more', ))))
    else:
        pass
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '无', 'none'))
    yield '</dd>\n<dt>SHA-256</dt><dd><code>'
    yield escape(environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'package'), 'sha256')[:12])
    yield '</code></dd>\n<dt>'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '备案表', 'filing'))
    yield '</dt><dd>'
    if environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'inputs'), 'filing'):
        pass
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '已提供', 'given'))
        yield ' <code>'
        yield escape(environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'inputs'), 'filing')[:12])
        yield '</code>'
    else:
        pass
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '未提供', 'not given'))
    yield '</dd>\n</dl>\n<div class="conclusions">\n<div class="conclusion"><span class="soft">'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '备案核验', 'filing'))
    yield '</span><b>'
    yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'filing'), 'line')))
    yield '</b>'
    for l_1_d in environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'filing'), 'detail')[:2]:
        _loop_vars = {}
        pass
        yield '<span class="soft">'
        yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), l_1_d, _loop_vars=_loop_vars))
        yield '</span>'
    l_1_d = missing
    yield '</div>\n<div class="conclusion"><span class="soft">'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '风险等级', 'risk grade'))
    yield '</span><b>'
    yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'risk'), 'line')))
    yield '</b>'
    for l_1_d in environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'risk'), 'detail')[:2]:
        _loop_vars = {}
        pass
        yield '<span class="soft">'
        yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), l_1_d, _loop_vars=_loop_vars))
        yield '</span>'
    l_1_d = missing
    yield '</div>\n</div>\n<p class="soft">'
    yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'action')))
    yield '</p>\n'
    if environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'present'):
        pass
        yield '<p class="soft">'
        if environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'present'), 'differing'):
            pass
            yield '<a href="#present">'
            yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'present'), 'line')))
            yield '</a>'
        else:
            pass
            yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'present'), 'line')))
        yield '</p>'
    yield '<h2>'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '首要事项', 'Matters'))
    yield '</h2>\n'
    if environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'matters'):
        pass
        yield '<ol class="matters">\n'
        l_1_loop = missing
        for l_1_m, l_1_loop in LoopContext(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'matters')[:(undefined(name='most') if l_0_most is missing else l_0_most)], undefined):
            _loop_vars = {}
            pass
            yield '<li><div><a href="#f-'
            yield escape(environment.getitem(environment.getattr(l_1_m, 'keys'), 0))
            yield '"><b>'
            yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(l_1_m, 'title'), _loop_vars=_loop_vars))
            yield '</b></a>'
            if environment.getattr(l_1_m, 'names'):
                pass
                yield ' — '
                yield escape(context.call((undefined(name='joined') if l_0_joined is missing else l_0_joined), environment.getattr(l_1_m, 'names'), 4, _loop_vars=_loop_vars))
            yield '<p class="clamp zh">'
            yield escape(environment.getattr(l_1_m, 'plain'))
            yield '</p>\n'
            if environment.getattr(l_1_m, 'also'):
                pass
                yield '<small class="clamp one">'
                yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '同一原因另有', 'same cause', _loop_vars=_loop_vars))
                yield ':'
                l_2_loop = missing
                for l_2_x, l_2_loop in LoopContext(environment.getattr(l_1_m, 'also')[:3], undefined):
                    _loop_vars = {}
                    pass
                    yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), l_2_x, _loop_vars=_loop_vars))
                    if (not environment.getattr(l_2_loop, 'last')):
                        pass
                        yield ';'
                l_2_loop = l_2_x = missing
                yield '</small>'
            yield '</div>\n<div class="tags">'
            yield escape(context.call((undefined(name='use') if l_0_use is missing else l_0_use), environment.getattr(l_1_m, 'use'), _loop_vars=_loop_vars))
            yield ' '
            yield escape(context.call((undefined(name='sev') if l_0_sev is missing else l_0_sev), environment.getattr(l_1_m, 'severity'), _loop_vars=_loop_vars))
            yield '<br><span class="verdict">'
            yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(l_1_m, 'verdict'), _loop_vars=_loop_vars))
            yield '</span></div></li>\n'
        l_1_loop = l_1_m = missing
        yield '</ol>\n'
    else:
        pass
        yield '<p>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '在已检查的范围内没有待核实的事项。', 'Nothing to verify within what was examined.'))
        yield '</p>\n'
    if ((undefined(name='rest') if l_0_rest is missing else l_0_rest) or environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'clues')):
        pass
        yield '<p class="soft">'
        if (undefined(name='rest') if l_0_rest is missing else l_0_rest):
            pass
            yield '<a href="#findings">'
            yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), markup_join(('其余 ', (undefined(name='rest') if l_0_rest is missing else l_0_rest), ' 项见附件', )), markup_join(((undefined(name='rest') if l_0_rest is missing else l_0_rest), ' more in the annex', ))))
            yield '</a>'
        if ((undefined(name='rest') if l_0_rest is missing else l_0_rest) and environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'clues')):
            pass
            yield ';'
        if environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'clues'):
            pass
            yield '<a href="#clues">'
            yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), markup_join(('线索 ', environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'clues'), ' 条(折叠)', )), markup_join(('clues: ', environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'clues'), ' (folded)', ))))
            yield '</a>'
        yield '</p>'
    yield '<h2>'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '未检查的内容', 'What was not examined'))
    yield '</h2>\n'
    if environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'gaps'):
        pass
        yield '<ul class="lines">\n'
        for l_1_g in environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'gaps')[:6]:
            _loop_vars = {}
            pass
            yield '<li>'
            yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(l_1_g, 'line'), _loop_vars=_loop_vars))
            yield '</li>\n'
        l_1_g = missing
        if (t_2(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'gaps')) > 6):
            pass
            yield '<li>'
            yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), markup_join(('另有 ', (t_2(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'gaps')) - 6), ' 类原因,见“检测范围”', )), markup_join(((t_2(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'gaps')) - 6), ' more causes under “Coverage”', ))))
            yield '</li>'
        yield '</ul>\n'
    else:
        pass
        yield '<p>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '全部规则均已核验。', 'Every rule was judged.'))
        yield '</p>'
    yield '<p class="foot">'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '本报告由程序生成,只陈述事实和线索;“命中”均待工作人员核实,处理决定由工作人员作出。“未发现”只对已检查的范围成立。', 'Made by a program: it states facts and clues only. Every hit awaits a person, who alone decides. “Not found” holds for what was examined, no further.'))
    yield '</p>\n</section>\n\n<section id="table">\n<h2>'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '申报与实际对照', 'Declared against observed'))
    yield '</h2>\n<p class="soft">'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '● 有 · ◐ 部分或有条件 · ○ 无 · ? 未检测;未检测不等于没有,“未发现”只就安装包内可读的内容而言。名称前有 ▲ 的行有待核实事项。', '● yes · ◐ partly · ○ no · ? not examined, which is not no; “not found” holds for what is readable in the package. ▲ rows have something to verify.'))
    yield '</p>\n'
    if environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'table'), 'rows'):
        pass
        yield '<div class="scroll"><table class="voices">\n<colgroup><col><col><col><col><col><col></colgroup>\n<thead><tr><th></th><th>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '备案申报', 'filing'))
        yield '</th><th>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '政策说明', 'policy'))
        yield '</th><th>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '安装包声明', 'package'))
        yield '</th><th>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '代码可达', 'code'))
        yield '</th><th>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '实测', 'observed'))
        yield '</th></tr></thead>\n<tbody>\n'
        l_1_loop = missing
        for l_1_row, l_1_loop in LoopContext(environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'table'), 'rows'), undefined):
            l_1_row_groups = resolve('row_groups')
            _loop_vars = {}
            pass
            if context.call(environment.getattr(l_1_loop, 'changed'), environment.getattr(l_1_row, 'group'), _loop_vars=_loop_vars):
                pass
                yield '<tr class="group"><th colspan="6">'
                yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getitem((undefined(name='row_groups') if l_1_row_groups is missing else l_1_row_groups), environment.getattr(l_1_row, 'group')), _loop_vars=_loop_vars))
                yield '</th></tr>'
            yield '<tr'
            if environment.getattr(l_1_row, 'keys'):
                pass
                yield ' class="flag"'
            yield '><th scope="row">'
            if environment.getattr(l_1_row, 'keys'):
                pass
                yield '<a class="mark" href="#f-'
                yield escape(environment.getitem(environment.getattr(l_1_row, 'keys'), 0))
                yield '">▲</a> '
            yield '<span class="v">'
            yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(l_1_row, 'name'), _loop_vars=_loop_vars))
            yield '</span></th>'
            yield escape(context.call((undefined(name='cell') if l_0_cell is missing else l_0_cell), environment.getattr(l_1_row, 'declared'), _loop_vars=_loop_vars))
            yield escape(context.call((undefined(name='cell') if l_0_cell is missing else l_0_cell), environment.getattr(l_1_row, 'stated'), _loop_vars=_loop_vars))
            yield escape(context.call((undefined(name='cell') if l_0_cell is missing else l_0_cell), environment.getattr(l_1_row, 'requested'), _loop_vars=_loop_vars))
            yield escape(context.call((undefined(name='cell') if l_0_cell is missing else l_0_cell), environment.getattr(l_1_row, 'reachable'), _loop_vars=_loop_vars))
            yield escape(context.call((undefined(name='cell') if l_0_cell is missing else l_0_cell), environment.getattr(l_1_row, 'observed'), _loop_vars=_loop_vars))
            yield '</tr>\n'
        l_1_loop = l_1_row = l_1_row_groups = missing
        yield '</tbody></table></div>\n'
        for l_1_m in environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'table'), 'more'):
            _loop_vars = {}
            pass
            yield '<p class="soft">'
            yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), l_1_m, _loop_vars=_loop_vars))
            yield '</p>'
        l_1_m = missing
    else:
        pass
        yield '<p>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '没有可对照的内容。', 'Nothing to compare.'))
        yield '</p>'
    yield '</section>\n\n<section id="findings">\n<h2>'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '待核实事项', 'Findings to verify'))
    yield ' ('
    yield escape((t_2(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'items')) - environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'clues')))
    yield ')</h2>\n<p class="soft en" lang="en">What a finding means, how to verify it, what to ask and what to mend, and the clauses are written in Chinese only: they are sent to Chinese providers as they stand.</p>\n'
    if (undefined(name='by_use') if l_0_by_use is missing else l_0_by_use):
        pass
        yield '<span class="filter-name noprint">'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '用途', 'use'))
        yield '</span>\n<input class="filter" type="radio" name="u" id="u-all" autocomplete="off" checked><label for="u-all">'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '全部', 'all'))
        yield '</label>\n'
        for (l_1_u, l_1_groups, l_1_count) in (undefined(name='by_use') if l_0_by_use is missing else l_0_by_use):
            l_1_use_ids = resolve('use_ids')
            l_1_uses = resolve('uses')
            _loop_vars = {}
            pass
            yield '<input class="filter" type="radio" name="u" id="u-'
            yield escape(environment.getitem((undefined(name='use_ids') if l_1_use_ids is missing else l_1_use_ids), l_1_u))
            yield '" autocomplete="off"><label for="u-'
            yield escape(environment.getitem((undefined(name='use_ids') if l_1_use_ids is missing else l_1_use_ids), l_1_u))
            yield '">'
            yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getitem((undefined(name='uses') if l_1_uses is missing else l_1_uses), l_1_u), _loop_vars=_loop_vars))
            yield ' '
            yield escape(l_1_count)
            yield '</label>\n'
        l_1_u = l_1_groups = l_1_count = l_1_use_ids = l_1_uses = missing
        yield '<br class="noprint"><span class="filter-name noprint">'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '级别', 'severity'))
        yield '</span>\n<input class="filter" type="radio" name="s" id="s-0" autocomplete="off" checked><label for="s-0">'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '全部', 'all'))
        yield '</label>\n<input class="filter" type="radio" name="s" id="s-2" autocomplete="off"><label for="s-2">'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), 'S2 及以上', 'S2 and above'))
        yield '</label>\n<input class="filter" type="radio" name="s" id="s-3" autocomplete="off"><label for="s-3">'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), 'S3 及以上', 'S3 and above'))
        yield '</label>\n<div class="uses">\n'
        for (l_1_u, l_1_groups, l_1_count) in (undefined(name='by_use') if l_0_by_use is missing else l_0_by_use):
            l_1_use_ids = resolve('use_ids')
            l_1_use_means = resolve('use_means')
            _loop_vars = {}
            pass
            yield '<section class="u-'
            yield escape(environment.getitem((undefined(name='use_ids') if l_1_use_ids is missing else l_1_use_ids), l_1_u))
            if (environment.getattr(environment.getitem(environment.getitem(l_1_groups, 0), 0), 'severity') >= 3):
                pass
                yield ' m3'
            if (environment.getattr(environment.getitem(environment.getitem(l_1_groups, 0), 0), 'severity') >= 2):
                pass
                yield ' m2'
            yield '">\n<h3>'
            yield escape(context.call((undefined(name='use') if l_0_use is missing else l_0_use), l_1_u, _loop_vars=_loop_vars))
            yield ' '
            yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), markup_join((l_1_count, ' 项', )), l_1_count, _loop_vars=_loop_vars))
            yield ' <small>'
            yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getitem((undefined(name='use_means') if l_1_use_means is missing else l_1_use_means), l_1_u), _loop_vars=_loop_vars))
            yield '</small></h3>\n'
            for l_2_g in l_1_groups:
                _loop_vars = {}
                pass
                yield escape(context.call((undefined(name='item') if l_0_item is missing else l_0_item), l_2_g, _loop_vars=_loop_vars))
                yield '\n'
            l_2_g = missing
            yield '</section>\n'
        l_1_u = l_1_groups = l_1_count = l_1_use_ids = l_1_use_means = missing
        yield '</div>\n'
    else:
        pass
        yield '<p>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '没有。', 'None.'))
        yield '</p>'
    yield '</section>\n\n'
    if environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'clues'):
        pass
        yield '<section id="clues">\n<h2>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '线索', 'Clues'))
        yield ' ('
        yield escape(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'clues'))
        yield ')</h2>\n<p class="soft">'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '只说明包内有某种内容,不说明它被使用;S0 不计入等级。', 'They say that something lies in the package, not that it is used; S0 is never graded.'))
        yield '</p>\n<details class="big"><summary>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '展开线索', 'show clues'))
        yield '</summary></details>\n<div class="body">'
        for l_1_g in (undefined(name='clues') if l_0_clues is missing else l_0_clues):
            _loop_vars = {}
            pass
            yield escape(context.call((undefined(name='item') if l_0_item is missing else l_0_item), l_1_g, _loop_vars=_loop_vars))
            yield '\n'
        l_1_g = missing
        yield '</div>\n</section>\n'
    yield '\n'
    if environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'observed'):
        pass
        yield '<section id="observed">\n<h2>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '人工取证', 'Seen by people'))
        yield ' ('
        yield escape(t_2(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'observed')))
        yield ')</h2>\n<p class="soft">'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '由工作人员查询、查看或试用后录入,只就所写日期而言。', 'Looked up, read or tried by people; holds for the day given.'))
        yield '</p>\n<ul class="lines">'
        for l_1_f in environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'observed'):
            _loop_vars = {}
            pass
            yield '<li>'
            yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(l_1_f, 'what'), _loop_vars=_loop_vars))
            for l_2_line in environment.getattr(l_1_f, 'lines'):
                _loop_vars = {}
                pass
                yield '<br><small>'
                yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), l_2_line, _loop_vars=_loop_vars))
                yield '</small>'
            l_2_line = missing
            yield ' <code class="id">'
            yield escape(environment.getattr(environment.getitem(environment.getattr(l_1_f, 'places'), 0), 'id'))
            yield '</code></li>\n'
        l_1_f = missing
        yield '</ul>\n</section>\n'
    yield '\n'
    if (undefined(name='drawings') if l_0_drawings is missing else l_0_drawings):
        pass
        yield '<section id="captures">\n<h2>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '动态检测经过', 'What the captures showed'))
        yield '</h2>\n<p class="soft">'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '按阶段列出;落在阶段切换瞬间的不算在“同意前”。未能看到内容的连接列在表后,看不到不等于没有。', 'By phase; what fell too near a change is never counted as before consent. Connections nobody could see are listed: unseen is not absent.'))
        yield '</p>\n'
        l_1_loop = missing
        for (l_1_c, l_1_d), l_1_loop in LoopContext((undefined(name='drawings') if l_0_drawings is missing else l_0_drawings), undefined):
            l_1_lane = resolve('lane')
            l_1_lanes = resolve('lanes')
            l_1_used = resolve('used')
            l_1_phases = resolve('phases')
            l_1_shots = missing
            _loop_vars = {}
            pass
            yield '<h3>'
            yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '会话', 'session', _loop_vars=_loop_vars))
            yield ' <code>'
            yield escape(environment.getattr(l_1_c, 'session'))
            yield '</code></h3>\n'
            if l_1_d:
                pass
                yield '<svg class="timeline" viewBox="0 0 '
                yield escape(environment.getattr((undefined(name='lane') if l_1_lane is missing else l_1_lane), 'WIDTH'))
                yield ' '
                yield escape(environment.getattr(l_1_d, 'height'))
                yield '" role="img" aria-label="'
                yield escape(('timeline' if ((undefined(name='language') if l_0_language is missing else l_0_language) == 'en') else '时间线'))
                yield '">\n'
                l_2_loop = missing
                for l_2_b, l_2_loop in LoopContext(environment.getattr(l_1_d, 'bars'), undefined):
                    _loop_vars = {}
                    pass
                    yield '<g><title>'
                    yield escape(environment.getattr(environment.getattr(environment.getattr(l_2_b, 'span'), 'name'), 'zh'))
                    yield ' / '
                    yield escape(environment.getattr(environment.getattr(environment.getattr(l_2_b, 'span'), 'name'), 'en'))
                    yield ' '
                    yield escape((environment.getattr(environment.getattr(l_2_b, 'span'), 'start') // 1000))
                    yield '–'
                    yield escape((environment.getattr(environment.getattr(l_2_b, 'span'), 'end') // 1000))
                    yield ' s</title><rect class="p-'
                    yield escape(environment.getattr(environment.getattr(l_2_b, 'span'), 'phase'))
                    yield '" x="'
                    yield escape(environment.getattr(l_2_b, 'x'))
                    yield '" y="'
                    yield escape(environment.getattr((undefined(name='lane') if l_1_lane is missing else l_1_lane), 'TOP'))
                    yield '" width="'
                    yield escape(environment.getattr(l_2_b, 'width'))
                    yield '" height="'
                    yield escape(environment.getattr((undefined(name='lane') if l_1_lane is missing else l_1_lane), 'BAR'))
                    yield '"/><text class="zh" x="'
                    yield escape((environment.getattr(l_2_b, 'x') + 3))
                    yield '" y="'
                    yield escape(((environment.getattr((undefined(name='lane') if l_1_lane is missing else l_1_lane), 'TOP') - 18) + (12 * (environment.getattr(l_2_loop, 'index0') % 2))))
                    yield '">'
                    yield escape(environment.getattr(environment.getattr(environment.getattr(l_2_b, 'span'), 'name'), 'zh'))
                    yield '</text><text class="en" x="'
                    yield escape((environment.getattr(l_2_b, 'x') + 3))
                    yield '" y="'
                    yield escape(((environment.getattr((undefined(name='lane') if l_1_lane is missing else l_1_lane), 'TOP') - 18) + (12 * (environment.getattr(l_2_loop, 'index0') % 2))))
                    yield '">'
                    yield escape(environment.getattr(environment.getattr(environment.getattr(l_2_b, 'span'), 'name'), 'en'))
                    yield '</text><text class="time" x="'
                    yield escape((environment.getattr(l_2_b, 'x') + 3))
                    yield '" y="'
                    yield escape((environment.getattr((undefined(name='lane') if l_1_lane is missing else l_1_lane), 'TOP') + 17))
                    yield '">'
                    yield escape((environment.getattr(environment.getattr(l_2_b, 'span'), 'start') // 1000))
                    yield 's</text></g>\n'
                l_2_loop = l_2_b = missing
                l_2_loop = missing
                for (l_2_name, l_2_title), l_2_loop in LoopContext((undefined(name='lanes') if l_1_lanes is missing else l_1_lanes), undefined):
                    _loop_vars = {}
                    pass
                    yield '<text class="zh" x="0" y="'
                    yield escape(((((environment.getattr((undefined(name='lane') if l_1_lane is missing else l_1_lane), 'TOP') + environment.getattr((undefined(name='lane') if l_1_lane is missing else l_1_lane), 'BAR')) + 14) + (environment.getattr(l_2_loop, 'index0') * environment.getattr((undefined(name='lane') if l_1_lane is missing else l_1_lane), 'LANE'))) + 17))
                    yield '">'
                    yield escape(environment.getattr(l_2_title, 'zh'))
                    yield '</text><text class="en" x="0" y="'
                    yield escape(((((environment.getattr((undefined(name='lane') if l_1_lane is missing else l_1_lane), 'TOP') + environment.getattr((undefined(name='lane') if l_1_lane is missing else l_1_lane), 'BAR')) + 14) + (environment.getattr(l_2_loop, 'index0') * environment.getattr((undefined(name='lane') if l_1_lane is missing else l_1_lane), 'LANE'))) + 17))
                    yield '">'
                    yield escape(environment.getattr(l_2_title, 'en'))
                    yield '</text><line x1="'
                    yield escape(environment.getattr((undefined(name='lane') if l_1_lane is missing else l_1_lane), 'LEFT'))
                    yield '" x2="'
                    yield escape(environment.getattr((undefined(name='lane') if l_1_lane is missing else l_1_lane), 'WIDTH'))
                    yield '" y1="'
                    yield escape(((((environment.getattr((undefined(name='lane') if l_1_lane is missing else l_1_lane), 'TOP') + environment.getattr((undefined(name='lane') if l_1_lane is missing else l_1_lane), 'BAR')) + 14) + (environment.getattr(l_2_loop, 'index0') * environment.getattr((undefined(name='lane') if l_1_lane is missing else l_1_lane), 'LANE'))) + 13))
                    yield '" y2="'
                    yield escape(((((environment.getattr((undefined(name='lane') if l_1_lane is missing else l_1_lane), 'TOP') + environment.getattr((undefined(name='lane') if l_1_lane is missing else l_1_lane), 'BAR')) + 14) + (environment.getattr(l_2_loop, 'index0') * environment.getattr((undefined(name='lane') if l_1_lane is missing else l_1_lane), 'LANE'))) + 13))
                    yield '"/>\n'
                l_2_loop = l_2_name = l_2_title = missing
                for l_2_x in environment.getattr(l_1_d, 'dots'):
                    _loop_vars = {}
                    pass
                    yield '<circle class="d-'
                    yield escape(environment.getattr(environment.getattr(l_2_x, 'spot'), 'lane'))
                    yield '" cx="'
                    yield escape(environment.getattr(l_2_x, 'x'))
                    yield '" cy="'
                    yield escape(environment.getattr(l_2_x, 'y'))
                    yield '" r="'
                    yield escape((4 if (environment.getattr(environment.getattr(l_2_x, 'spot'), 'times') < 10) else 6))
                    yield '"><title>'
                    yield escape(environment.getattr(environment.getattr(environment.getattr(l_2_x, 'spot'), 'what'), 'zh'))
                    yield ' / '
                    yield escape(environment.getattr(environment.getattr(environment.getattr(l_2_x, 'spot'), 'what'), 'en'))
                    yield '</title></circle>\n'
                l_2_x = missing
                yield '</svg>\n'
            else:
                pass
                yield '<p>'
                yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '会话没有标明阶段。', 'The session marks no phases.', _loop_vars=_loop_vars))
                yield '</p>'
            if environment.getattr(l_1_c, 'sent'):
                pass
                l_1_used = []
                _loop_vars['used'] = l_1_used
                def t_19(fiter):
                    for l_2_p in fiter:
                        if t_3(context.eval_ctx, t_5(context, environment.getattr(l_1_c, 'sent'), markup_join(('times.', l_2_p, )), 'defined')):
                            yield l_2_p
                for l_2_p in t_19((undefined(name='phases') if l_1_phases is missing else l_1_phases)):
                    l_2__ = missing
                    _loop_vars = {}
                    pass
                    l_2__ = context.call(environment.getattr((undefined(name='used') if l_1_used is missing else l_1_used), 'append'), l_2_p, _loop_vars=_loop_vars)
                    _loop_vars['_'] = l_2__
                l_2_p = l_2__ = missing
                yield '<div class="scroll"><table class="sent">\n<thead><tr><th>'
                yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '接收方', 'recipient', _loop_vars=_loop_vars))
                yield '</th><th>'
                yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '信息种类', 'kind of data', _loop_vars=_loop_vars))
                yield '</th>'
                for l_2_p in (undefined(name='used') if l_1_used is missing else l_1_used):
                    _loop_vars = {}
                    pass
                    yield '<th>'
                    yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getitem((undefined(name='phases') if l_1_phases is missing else l_1_phases), l_2_p), _loop_vars=_loop_vars))
                    yield '</th>'
                l_2_p = missing
                yield '</tr></thead>\n<tbody>'
                for l_2_s in environment.getattr(l_1_c, 'sent'):
                    l_2_roles = resolve('roles')
                    _loop_vars = {}
                    pass
                    yield '<tr><th scope="row"><span class="v">'
                    yield escape(environment.getattr(l_2_s, 'host'))
                    yield '</span><br><small>'
                    yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(l_2_s, 'owner'), _loop_vars=_loop_vars))
                    yield '</small></th><td>'
                    yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(l_2_s, 'data'), _loop_vars=_loop_vars))
                    if (environment.getattr(l_2_s, 'role') in (undefined(name='roles') if l_2_roles is missing else l_2_roles)):
                        pass
                        yield '<br><small>'
                        yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getitem((undefined(name='roles') if l_2_roles is missing else l_2_roles), environment.getattr(l_2_s, 'role')), _loop_vars=_loop_vars))
                        yield '</small>'
                    yield '</td>'
                    for l_3_p in (undefined(name='used') if l_1_used is missing else l_1_used):
                        _loop_vars = {}
                        pass
                        yield '<td'
                        if (context.call(environment.getattr(environment.getattr(l_2_s, 'times'), 'get'), l_3_p, _loop_vars=_loop_vars) and (l_3_p in ('installed', 'before_dialog', 'dialog', 'refused'))):
                            pass
                            yield ' class="early"'
                        yield '>'
                        yield escape((context.call(environment.getattr(environment.getattr(l_2_s, 'times'), 'get'), l_3_p, _loop_vars=_loop_vars) or ''))
                        yield '</td>'
                    l_3_p = missing
                    yield '</tr>\n'
                l_2_s = l_2_roles = missing
                yield '</tbody></table></div>\n'
            else:
                pass
                yield '<p>'
                yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '在看得到的内容里没有发现发送个人信息。', 'No personal data was found in what could be seen.', _loop_vars=_loop_vars))
                yield '</p>'
            if environment.getattr(l_1_c, 'unseen'):
                pass
                yield '<p>'
                yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '未能看到内容的连接:', 'Connections whose contents could not be seen:', _loop_vars=_loop_vars))
                yield '</p><ul class="columns">'
                for l_2_u in environment.getattr(l_1_c, 'unseen'):
                    _loop_vars = {}
                    pass
                    yield '<li>'
                    yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), l_2_u, _loop_vars=_loop_vars))
                    yield '</li>'
                l_2_u = missing
                yield '</ul>'
            l_1_shots = t_3(context.eval_ctx, t_5(context, environment.getattr(l_1_c, 'spans'), 'screen'))
            _loop_vars['shots'] = l_1_shots
            if (undefined(name='shots') if l_1_shots is missing else l_1_shots):
                pass
                yield '<p class="soft">'
                yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '截图(存于会话中,以哈希为准):', 'Screenshots (kept in the session, by hash):', _loop_vars=_loop_vars))
                for l_2_s in (undefined(name='shots') if l_1_shots is missing else l_1_shots):
                    _loop_vars = {}
                    pass
                    yield ' '
                    yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(l_2_s, 'name'), _loop_vars=_loop_vars))
                    yield ' <code>'
                    yield escape(environment.getattr(l_2_s, 'screen')[:12])
                    yield '</code>'
                l_2_s = missing
                yield '</p>'
        l_1_loop = l_1_c = l_1_d = l_1_lane = l_1_lanes = l_1_used = l_1_phases = l_1_shots = missing
        yield '</section>\n'
    yield '\n<section id="coverage">\n<h2>'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '检测范围', 'Coverage'))
    yield '</h2>\n<table>\n<thead><tr><th>'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '环节', 'stage'))
    yield '</th><th>'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '检测项', 'examination'))
    yield '</th><th>'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '结果', 'result'))
    yield '</th><th class="short">'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '备注(供技术人员)', 'note for engineers'))
    yield '</th></tr></thead>\n<tbody>'
    l_1_loop = missing
    for l_1_group, l_1_loop in LoopContext((undefined(name='examined') if l_0_examined is missing else l_0_examined), undefined):
        l_1_stages = resolve('stages')
        l_1_e = missing
        _loop_vars = {}
        pass
        l_1_e = environment.getitem(l_1_group, 0)
        _loop_vars['e'] = l_1_e
        yield '<tr><td class="whole">'
        yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getitem((undefined(name='stages') if l_1_stages is missing else l_1_stages), environment.getattr((undefined(name='e') if l_1_e is missing else l_1_e), 'stage')), _loop_vars=_loop_vars))
        yield '</td><td>'
        l_2_loop = missing
        for l_2_x, l_2_loop in LoopContext(l_1_group, undefined):
            _loop_vars = {}
            pass
            yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(l_2_x, 'name'), _loop_vars=_loop_vars))
            if (not environment.getattr(l_2_loop, 'last')):
                pass
                yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '、', ', ', _loop_vars=_loop_vars))
        l_2_loop = l_2_x = missing
        yield '</td><td class="short">'
        yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr((undefined(name='e') if l_1_e is missing else l_1_e), 'state'), _loop_vars=_loop_vars))
        yield '</td><td><small class="v">'
        yield escape(environment.getattr((undefined(name='e') if l_1_e is missing else l_1_e), 'note'))
        yield '</small></td></tr>\n'
    l_1_loop = l_1_group = l_1_e = l_1_stages = missing
    for l_1_s in (undefined(name='not_run') if l_0_not_run is missing else l_0_not_run):
        l_1_stages = resolve('stages')
        _loop_vars = {}
        pass
        yield '<tr><td class="whole">'
        yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getitem((undefined(name='stages') if l_1_stages is missing else l_1_stages), l_1_s), _loop_vars=_loop_vars))
        yield '</td><td>—</td><td>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '未检测', 'not examined', _loop_vars=_loop_vars))
        yield '</td><td></td></tr>\n'
    l_1_s = l_1_stages = missing
    yield '</tbody></table>\n'
    for l_1_g in environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'gaps'):
        _loop_vars = {}
        pass
        yield '<h3>'
        yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(l_1_g, 'line'), _loop_vars=_loop_vars))
        yield '</h3><p class="soft">'
        yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(l_1_g, 'ask'), _loop_vars=_loop_vars))
        yield '</p>\n<details><summary>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '列出规则', 'list the rules', _loop_vars=_loop_vars))
        yield '</summary></details>\n<div class="body"><ul class="columns">'
        for l_2_x in environment.getattr(l_1_g, 'rules'):
            _loop_vars = {}
            pass
            yield '<li>'
            yield escape(environment.getattr(l_2_x, 'rule'))
            yield ' '
            yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(l_2_x, 'title'), _loop_vars=_loop_vars))
            if environment.getattr(l_2_x, 'names'):
                pass
                yield ' — '
                yield escape(context.call((undefined(name='joined') if l_0_joined is missing else l_0_joined), environment.getattr(l_2_x, 'names'), 6, _loop_vars=_loop_vars))
            if environment.getattr(l_2_x, 'note'):
                pass
                yield '<br><small class="v">'
                yield escape(environment.getattr(l_2_x, 'note'))
                yield '</small>'
            yield '</li>\n'
        l_2_x = missing
        yield '</ul></div>\n'
    l_1_g = missing
    yield '<h3>'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), markup_join(('未发现:', t_2(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'not_found')), ' 条', )), markup_join(('Not found: ', t_2(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'not_found')), ))))
    yield '</h3>\n'
    if environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'not_found'):
        pass
        yield '<details><summary>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '列出规则与范围', 'list rules and scope'))
        yield '</summary></details>\n<div class="body">'
        for (l_1_note, l_1_group) in (undefined(name='not_found') if l_0_not_found is missing else l_0_not_found):
            _loop_vars = {}
            pass
            yield '<p class="soft">'
            yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '未发现', 'not found', _loop_vars=_loop_vars))
            yield '('
            yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), l_1_note, _loop_vars=_loop_vars))
            yield ')</p><ul class="columns">'
            for l_2_c in l_1_group:
                _loop_vars = {}
                pass
                yield '<li>'
                yield escape(environment.getattr(l_2_c, 'rule'))
                yield ' '
                yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(l_2_c, 'title'), _loop_vars=_loop_vars))
                if environment.getattr(l_2_c, 'name'):
                    pass
                    yield ' — <span class="v">'
                    yield escape(environment.getattr(l_2_c, 'name'))
                    yield '</span>'
                yield '</li>\n'
            l_2_c = missing
            yield '</ul>'
        l_1_note = l_1_group = missing
        yield '</div>'
    yield '<h3>'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), markup_join(('不适用:', t_2(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'not_applicable')), ' 条', )), markup_join(('Not applicable: ', t_2(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'not_applicable')), ))))
    yield '</h3>\n'
    if environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'not_applicable'):
        pass
        yield '<details><summary>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '列出规则', 'list the rules'))
        yield '</summary></details>\n<div class="body">'
        for (l_1_note, l_1_group) in (undefined(name='not_applicable') if l_0_not_applicable is missing else l_0_not_applicable):
            _loop_vars = {}
            pass
            yield '<p class="soft">'
            yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), l_1_note, _loop_vars=_loop_vars))
            yield '</p><ul class="columns">'
            for l_2_c in l_1_group:
                _loop_vars = {}
                pass
                yield '<li>'
                yield escape(environment.getattr(l_2_c, 'rule'))
                yield ' '
                yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(l_2_c, 'title'), _loop_vars=_loop_vars))
                yield '</li>\n'
            l_2_c = missing
            yield '</ul>'
        l_1_note = l_1_group = missing
        yield '</div>'
    yield '</section>\n\n<section id="tasks">\n<h2>'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '人工核查清单', 'Checklist'))
    yield '</h2>\n'
    l_1_loop = missing
    t_20 = 1
    for (l_1_step, l_1_tasks), l_1_loop in LoopContext((undefined(name='steps') if l_0_steps is missing else l_0_steps), undefined):
        l_1_step_names = resolve('step_names')
        _loop_vars = {}
        pass
        yield '<h3>'
        yield escape(environment.getattr(l_1_loop, 'index'))
        yield ' '
        yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getitem((undefined(name='step_names') if l_1_step_names is missing else l_1_step_names), l_1_step), _loop_vars=_loop_vars))
        yield '</h3>\n<ul class="todo">'
        for l_2_k in l_1_tasks:
            _loop_vars = {}
            pass
            yield '<li>'
            yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(l_2_k, 'what'), _loop_vars=_loop_vars))
            if environment.getattr(l_2_k, 'keys'):
                pass
                yield ' <a class="noprint" href="#f-'
                yield escape(environment.getitem(environment.getattr(l_2_k, 'keys'), 0))
                yield '">→</a>'
            if (t_2(environment.getattr(l_2_k, 'rules')) == 1):
                pass
                yield ' <small>'
                yield escape(environment.getitem(environment.getattr(l_2_k, 'rules'), 0))
                yield '</small>'
            if environment.getattr(l_2_k, 'how'):
                pass
                yield '<ol>'
                for l_3_h in environment.getattr(l_2_k, 'how'):
                    _loop_vars = {}
                    pass
                    yield '<li>'
                    yield escape(l_3_h)
                    yield '</li>'
                l_3_h = missing
                yield '</ol>'
            yield '</li>\n'
        l_2_k = missing
        yield '</ul>\n'
        t_20 = 0
    l_1_loop = l_1_step = l_1_tasks = l_1_step_names = missing
    if t_20:
        pass
        yield '<p>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '没有。', 'None.'))
        yield '</p>\n'
    if environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'circumstances'):
        pass
        yield '<h3>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '加重与减轻情形(由工作人员判断并写明理由)', 'What makes the case heavier or lighter (a person weighs it and says why)'))
        yield '</h3>\n'
        for (l_1_heavier, l_1_word) in ((True, context.call((undefined(name='l') if l_0_l is missing else l_0_l), '加重', 'heavier')), (False, context.call((undefined(name='l') if l_0_l is missing else l_0_l), '减轻', 'lighter'))):
            _loop_vars = {}
            pass
            yield '<p class="soft">'
            yield escape(l_1_word)
            yield '</p>\n<ul class="todo">'
            def t_21(fiter):
                for l_2_c in fiter:
                    if (environment.getattr(l_2_c, 'heavier') == l_1_heavier):
                        yield l_2_c
            for l_2_c in t_21(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'circumstances')):
                _loop_vars = {}
                pass
                yield '<li>'
                if environment.getattr(l_2_c, 'seen'):
                    pass
                    yield '<b>'
                    yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(l_2_c, 'text'), _loop_vars=_loop_vars))
                    yield '</b>'
                else:
                    pass
                    yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(l_2_c, 'text'), _loop_vars=_loop_vars))
                yield '</li>\n'
            l_2_c = missing
            yield '</ul>\n'
        l_1_heavier = l_1_word = missing
    yield '<p class="sign">'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '核查人:________________ 复核人:________________ 日期:________________', 'examined by ________________ reviewed by ________________ date ________________'))
    yield '</p>\n</section>\n\n'
    if (environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'present') and environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'present'), 'differing')):
        pass
        yield '<section id="present">\n<h2>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '按现行规定', 'By what is in force now'))
        yield '</h2>\n<p class="soft">'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), markup_join(('本报告按事实发生日(', environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'inputs'), 'at'), ')有效的规则和条文判定;以下另行列出按 ', environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'present'), 'day'), ' 的规则和条文会有不同的地方,不改变上面的结论。', )), markup_join(('This report judges by what was in force on ', environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'inputs'), 'at'), ', the day of the fact. What would differ by ', environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'present'), 'day'), ' is listed here apart and changes nothing above.', ))))
        yield '</p>\n<details class="big"><summary>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), markup_join(('列出 ', t_2(environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'present'), 'differing')), ' 项', )), markup_join(('list ', t_2(environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'present'), 'differing')), ))))
        yield '</summary></details>\n<div class="body"><table>\n<thead><tr><th>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '规则与对象', 'rule and subject'))
        yield '</th><th>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '当日判定', 'as judged'))
        yield '</th><th>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '按现行规定', 'by what is in force now'))
        yield '</th></tr></thead>\n<tbody>'
        for l_1_d in environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'present'), 'differing'):
            _loop_vars = {}
            pass
            yield '<tr><td>'
            yield escape(environment.getattr(l_1_d, 'rule'))
            yield ' '
            yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(l_1_d, 'title'), _loop_vars=_loop_vars))
            if environment.getattr(l_1_d, 'name'):
                pass
                yield ' — <span class="v">'
                yield escape(environment.getattr(l_1_d, 'name'))
                yield '</span>'
            yield '</td><td>'
            yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(l_1_d, 'then'), _loop_vars=_loop_vars))
            if environment.getattr(l_1_d, 'basis_then'):
                pass
                yield '<ul class="norms">'
                for l_2_c in environment.getattr(l_1_d, 'basis_then'):
                    _loop_vars = {}
                    pass
                    yield escape(context.call((undefined(name='clause') if l_0_clause is missing else l_0_clause), l_2_c, _loop_vars=_loop_vars))
                l_2_c = missing
                yield '</ul>'
            yield '</td><td>'
            yield escape(context.call((undefined(name='t') if l_0_t is missing else l_0_t), environment.getattr(l_1_d, 'now'), _loop_vars=_loop_vars))
            if environment.getattr(l_1_d, 'basis_now'):
                pass
                yield '<ul class="norms">'
                for l_2_c in environment.getattr(l_1_d, 'basis_now'):
                    _loop_vars = {}
                    pass
                    yield escape(context.call((undefined(name='clause') if l_0_clause is missing else l_0_clause), l_2_c, _loop_vars=_loop_vars))
                l_2_c = missing
                yield '</ul>'
            yield '</td></tr>\n'
        l_1_d = missing
        yield '</tbody></table></div>\n</section>\n'
    yield '\n<section id="about">\n<h2>'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '本报告的依据', 'What this report was made from'))
    yield '</h2>\n<p class="soft">'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '相同的安装包、备案表、人工取证、规则库、关注清单、程序版本和日期,得到逐字节相同的报告。证据号可用 heyan evidence show 查看原处。', 'The same package, filing, observations, rules, watch list, version and day give the same report byte for byte. heyan evidence show takes an evidence number to its spot.'))
    yield '</p>\n<table><tbody>\n<tr><th>'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '安装包 SHA-256', 'package SHA-256'))
    yield '</th><td><code>'
    yield escape(environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'package'), 'sha256'))
    yield '</code></td></tr>\n<tr><th>'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '代码摘要', 'code digest'))
    yield '</th><td><code>'
    yield escape(environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'package'), 'code_digest'))
    yield '</code></td></tr>\n'
    for l_1_s in environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'package'), 'signers')[:5]:
        _loop_vars = {}
        pass
        yield '<tr><th>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '签名证书 SHA-256', 'certificate SHA-256', _loop_vars=_loop_vars))
        yield '</th><td><code>'
        yield escape(l_1_s)
        yield '</code></td></tr>\n'
    l_1_s = missing
    for l_1_f in environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'package'), 'files')[:20]:
        _loop_vars = {}
        pass
        yield '<tr><th><span class="v">'
        yield escape(environment.getattr(l_1_f, 'name'))
        yield '</span></th><td><code>'
        yield escape(environment.getattr(l_1_f, 'sha256'))
        yield '</code></td></tr>\n'
    l_1_f = missing
    yield '<tr><th>'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '备案表', 'filing'))
    yield '</th><td>'
    if environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'inputs'), 'filing'):
        pass
        yield '<code>'
        yield escape(environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'inputs'), 'filing'))
        yield '</code>'
    else:
        pass
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '未提供', 'not given'))
    yield '</td></tr>\n'
    if environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'inputs'), 'observations'):
        pass
        yield '<tr><th>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '人工取证', 'seen by people'))
        yield '</th><td><code>'
        yield escape(environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'inputs'), 'observations'))
        yield '</code></td></tr>\n'
    yield '<tr><th>'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '规则库', 'rules'))
    yield '</th><td><code>'
    yield escape(environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'inputs'), 'rules'))
    yield '</code></td></tr>\n'
    if environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'inputs'), 'province'):
        pass
        yield '<tr><th>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '省份设置', 'provincial settings'))
        yield '</th><td>'
        yield escape(environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'inputs'), 'province'))
        yield '</td></tr>\n'
    for l_1_p in environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'inputs'), 'packs'):
        _loop_vars = {}
        pass
        yield '<tr><th>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '规则包', 'rule pack', _loop_vars=_loop_vars))
        if environment.getattr(l_1_p, 'local'):
            pass
            yield ' · '
            yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '本省口径', "the province's own", _loop_vars=_loop_vars))
        yield '</th><td>'
        yield escape(environment.getattr(l_1_p, 'title'))
        yield '('
        yield escape(environment.getattr(l_1_p, 'name'))
        yield ')'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), markup_join(('第 ', environment.getattr(l_1_p, 'number'), ' 版', )), markup_join(('version ', environment.getattr(l_1_p, 'number'), )), _loop_vars=_loop_vars))
        yield ' · '
        yield escape(environment.getattr(l_1_p, 'maker'))
        yield ' '
        yield escape(environment.getattr(l_1_p, 'date'))
        yield '<br><small>'
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '签名公钥指纹', 'signed by', _loop_vars=_loop_vars))
        yield ' <code>'
        yield escape(environment.getattr(l_1_p, 'key'))
        yield '</code> · '
        yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), markup_join((environment.getattr(l_1_p, 'since'), ' 起启用,启用人:', )), markup_join(('in use since ', environment.getattr(l_1_p, 'since'), ', activated by: ', )), _loop_vars=_loop_vars))
        yield escape(environment.getattr(l_1_p, 'by'))
        yield '</small><br><code>'
        yield escape(environment.getattr(l_1_p, 'hash'))
        yield '</code></td></tr>\n'
    l_1_p = missing
    yield '<tr><th>'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '关注清单', 'watch list'))
    yield '</th><td><code>'
    yield escape(environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'inputs'), 'watch'))
    yield '</code></td></tr>\n<tr><th>'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '程序版本', 'version'))
    yield '</th><td>Heyan '
    yield escape(environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'inputs'), 'house'))
    yield '</td></tr>\n<tr><th>'
    yield escape(context.call((undefined(name='l') if l_0_l is missing else l_0_l), '检测日期 · 判定日期', 'scanned · judged as of'))
    yield '</th><td>'
    yield escape(environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'inputs'), 'scanned'))
    yield ' · '
    yield escape(environment.getattr(environment.getattr((undefined(name='r') if l_0_r is missing else l_0_r), 'inputs'), 'at'))
    yield '</td></tr>\n</tbody></table>\n</section>\n</div>\n</body>\n</html>'

blocks = {}
debug_info = '1=58&2=63&4=80&5=97&6=115&7=129&8=144&9=153&10=156&12=164&14=172&15=178&19=204&20=212&21=223&22=237&23=247&24=250&25=254&26=256&30=265&31=272&32=279&33=288&35=305&36=314&37=323&38=342&39=353&41=359&42=368&43=371&44=374&45=385&46=396&47=432&48=435&49=446&51=470&52=481&54=483&55=495&56=508&57=532&58=547&59=568&60=572&61=576&66=593&69=595&72=597&73=603&76=605&77=609&81=613&82=619&84=621&85=625&86=631&87=640&88=655&89=657&92=669&93=681&95=693&96=695&97=708&98=710&100=714&101=718&102=727&103=729&104=745&108=756&110=758&111=776&112=778&114=781&116=788&118=797&119=800&123=802&124=804&125=806&128=809&130=820&131=824&132=830&135=850&136=860&140=863&142=867&143=870&144=872&145=874&147=890&148=892&149=894&150=896&152=898&153=904&154=912&155=918&160=930&163=933&165=936&166=940&167=942&168=944&173=952&175=955&176=959&177=961&182=979&184=982&185=984&186=987&187=996&188=1000&189=1003&190=1010&192=1052&194=1073&197=1094&198=1096&199=1098&201=1112&202=1124&204=1157&205=1159&206=1172&212=1191&214=1193&215=1202&216=1227&218=1238&219=1242&220=1246&221=1248&224=1269&225=1271&226=1276&228=1302&229=1304&230=1309&235=1328&236=1332&237=1337&238=1341&240=1375&242=1377&243=1380&244=1382&245=1386&246=1388&250=1409&253=1411&255=1414&256=1416&257=1418&259=1420&260=1426&266=1464&267=1466&269=1468&270=1472&271=1476&273=1485&275=1495&276=1506&278=1514&279=1518&281=1525&283=1556&284=1560&285=1564'
